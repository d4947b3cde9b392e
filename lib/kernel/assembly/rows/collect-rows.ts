// The rows of one user and one section: of an attribute the latest value remains, of equal ids the first one. A few rows are kept
// in order as they come, which folds most of them at once. Where there are more, they are collected unsorted, and sorted and folded
// when they are complete or the workspace is full.
//
// Workspace: an item (see ../../layout/item.ts) for each row, by the prefix of its name | the rows

import {
  ROW_BYTES,
  ROW_IS_UUID,
  ROW_NAME,
  ROW_NAME_LENGTH,
  ROW_NUMBER,
  ROW_RECORD,
  ROW_TIME,
  ROW_VALUE,
  ROW_VALUE_LENGTH,
} from '../../layout/fold';
import { ITEM_BYTES } from '../../layout/item';
import { prefix } from '../bytes';
import { itemAddress, itemPrefix, putItem } from '../sort';
import { closeUpRows } from './close-up-rows';
import { compareRowId, compareRowName } from './compare-rows';
import { foldRows } from './fold-rows';

/** Below this number of rows, each is inserted in order as it comes. */
const FEW: u32 = 48;

/** Once the rows are collected: their items, in order, each of a different key. */
export let items: usize = 0;
export let itemsEnd: usize = 0;

let count: u32 = 0;
let capacity: u32 = 0;
let rowsStart: usize = 0;
let nextRow: usize = 0;
let inOrder: bool = false;

/** The number of rows that a workspace holds. */
export function roomForRows(workspace: usize, end: usize): u32 {
  return workspace + 16 > end ? 0 : <u32>(end - workspace - 16) / (ITEM_BYTES + ROW_BYTES);
}

/** Begins to collect rows. False if the workspace certainly does not suffice. */
export function beginRows(workspace: usize, end: usize): bool {
  items = (workspace + 15) & ~15;
  count = 0;
  inOrder = true;
  capacity = roomForRows(workspace, end);
  if (capacity <= FEW) return false;
  rowsStart = items + capacity * ITEM_BYTES;
  nextRow = rowsStart;
  return true;
}

/** All rows are collected. */
export function finishRows(events: bool): bool {
  itemsEnd = inOrder ? items + count * ITEM_BYTES : foldRows(items, count, events);
  return true;
}

/** Makes room for one more row if there is none, by folding. False if that frees less than half of the workspace. */
function makeRoom(events: bool): bool {
  if (count < capacity) return true;
  count = <u32>(foldRows(items, count, events) - items) / ITEM_BYTES;
  nextRow = closeUpRows(items, count, rowsStart);
  return count <= capacity >> 1;
}

/** The row of the key that `placeOf` looked for; 0: there is none. */
let known: usize = 0;

/** The place of a key among the items, which are in order. An attribute's key is its name, an event's is its name and its id. */
function placeOf(
  first: u64,
  name: usize,
  nameLength: u32,
  event: bool,
  isUuid: u32,
  id: usize,
  idLength: u32,
): usize {
  let place = items + count * ITEM_BYTES;
  known = 0;
  for (; place > items; place -= ITEM_BYTES) {
    const before = itemPrefix(place - ITEM_BYTES);
    if (before < first) break;
    if (before != first) continue;
    const row = itemAddress(place - ITEM_BYTES);
    let order = compareRowName(row, name, nameLength);
    if (event && order == 0) order = compareRowId(row, isUuid, id, idLength);
    if (order > 0) continue;
    if (order == 0) known = row;
    break;
  }
  return place;
}

/** False if there is no room for it, as of an id. */
export function takeAttribute(
  name: usize,
  nameLength: u32,
  value: usize,
  length: u32,
  time: f64,
  number: u32,
): bool {
  const first = prefix(name, nameLength);
  let place: usize;
  if (inOrder) {
    place = placeOf(first, name, nameLength, false, 0, 0, 0);
    if (known != 0) {
      // Of equal times, the row later in the source wins.
      if (time >= load<f64>(known, ROW_TIME)) setValue(known, value, length, time, number);
      return true;
    }
  } else {
    if (!makeRoom(false)) return false;
    place = items + count * ITEM_BYTES;
  }
  const row = addRow(place, first, name, nameLength);
  setValue(row, value, length, time, number);
  return true;
}

function setValue(row: usize, value: usize, length: u32, time: f64, number: u32): void {
  store<u32>(row, <u32>value, ROW_VALUE);
  store<u32>(row, length, ROW_VALUE_LENGTH);
  store<f64>(row, time, ROW_TIME);
  store<u32>(row, number, ROW_NUMBER);
}

/** Of equal ids the first one stays. */
export function takeId(
  name: usize,
  nameLength: u32,
  isUuid: u32,
  id: usize,
  idLength: u32,
  record: usize,
  number: u32,
): bool {
  const first = prefix(name, nameLength);
  let place: usize;
  if (inOrder) {
    place = placeOf(first, name, nameLength, true, isUuid, id, idLength);
    if (known != 0) return true;
  } else {
    if (!makeRoom(true)) return false;
    place = items + count * ITEM_BYTES;
  }
  const row = addRow(place, first, name, nameLength);
  store<u32>(row, <u32>id, ROW_VALUE);
  store<u32>(row, idLength, ROW_VALUE_LENGTH);
  store<u32>(row, <u32>record, ROW_RECORD);
  store<u32>(row, number, ROW_NUMBER);
  store<u32>(row, isUuid, ROW_IS_UUID);
  return true;
}

/** Adds a row at a place among the items. Returns its address. */
function addRow(place: usize, first: u64, name: usize, nameLength: u32): usize {
  for (let each = items + count * ITEM_BYTES; each > place; each -= ITEM_BYTES)
    v128.store(each, v128.load(each - ITEM_BYTES));
  const row = nextRow;
  nextRow += ROW_BYTES;
  putItem(place, first, row);
  store<u32>(row, <u32>name, ROW_NAME);
  store<u32>(row, nameLength, ROW_NAME_LENGTH);
  count++;
  if (count == FEW) inOrder = false;
  return row;
}
