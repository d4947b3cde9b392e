// Collects the rows of one user and one section, and folds them: of an attribute the latest value remains, of equal ids one.
// A few rows are kept in order as they come, which folds most of them at once. Where there are more, they are collected
// unsorted, and sorted and folded when they are complete or the workspace is full.
//
// Workspace: an item (see ../../layout/item.ts) for each row, by the prefix of its name | the rows

import {
  NODE_NEXT,
  NODE_RECORD,
  NODE_ROW,
  ROW_BYTES,
  ROW_IS_UUID,
  ROW_NAME,
  ROW_NAME_LENGTH,
  ROW_NUMBER,
  ROW_TIME,
  ROW_VALUE,
  ROW_VALUE_LENGTH,
  USER_FIRST,
} from '../../layout/fold';
import { ITEM_BYTES } from '../../layout/item';
import {
  KIND_UUID,
  LONG_CLEARED,
  LONG_LENGTH_BYTES,
  LONG_PAIR_BYTES,
  LONG_PAIR_SECOND,
  SHORT_CLEARED,
  SHORT_LENGTH_BYTES,
  SHORT_PAIR_BYTES,
  SHORT_PAIR_SECOND,
} from '../../layout/record';
import { prefix } from '../bytes';
import { itemAddress, itemPrefix, putItem } from '../sort';
import { closeUpRows } from './close-up-rows';
import { compareRowId, compareRowName } from './compare-rows';
import { foldRows } from './fold-rows';
import {
  firstLength,
  isEvent,
  isLong,
  pairBytes,
  readTime,
  recordBody,
  recordKind,
  secondLength,
  timeBytes,
} from './record';

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
/** The number of the row being taken. */
let number: u32 = 0;

/** The number of rows that a workspace holds. */
export function roomForRows(workspace: usize, end: usize): u32 {
  return workspace + 16 > end ? 0 : <u32>(end - workspace - 16) / (ITEM_BYTES + ROW_BYTES);
}

function begin(workspace: usize, end: usize): bool {
  items = (workspace + 15) & ~15;
  count = 0;
  inOrder = true;
  capacity = roomForRows(workspace, end);
  if (capacity <= FEW) return false;
  rowsStart = items + capacity * ITEM_BYTES;
  nextRow = rowsStart;
  return true;
}

/** Collects the attributes of a user (see user-table.ts). False if they do not fit into the workspace. */
export function collectAttributes(user: usize, workspace: usize, end: usize): bool {
  if (!begin(workspace, end)) return false;
  for (let node = <usize>load<u32>(user, USER_FIRST); node != 0; node = load<u32>(node, NODE_NEXT)) {
    const record = <usize>load<u32>(node, NODE_RECORD);
    if (isEvent(record)) continue;
    number = load<u32>(node, NODE_ROW);
    if (!(isLong(record) ? takeLongEntries(record) : takeShortEntries(record))) return false;
  }
  return finish(false);
}

/** Collects the ids of a user's events. False if they do not fit into the workspace. */
export function collectEvents(user: usize, workspace: usize, end: usize): bool {
  if (!begin(workspace, end)) return false;
  for (let node = <usize>load<u32>(user, USER_FIRST); node != 0; node = load<u32>(node, NODE_NEXT)) {
    const record = <usize>load<u32>(node, NODE_RECORD);
    if (!isEvent(record)) continue;
    number = load<u32>(node, NODE_ROW);
    if (!takeEvent(record)) return false;
  }
  return finish(true);
}

function finish(events: bool): bool {
  itemsEnd = inOrder ? items + count * ITEM_BYTES : foldRows(items, count, events);
  return true;
}

function takeShortEntries(record: usize): bool {
  let at = recordBody(record);
  const entries = <u32>load<u8>(at);
  const kind = recordKind(record);
  const time = readTime(at + SHORT_LENGTH_BYTES, kind);
  at += SHORT_LENGTH_BYTES + timeBytes(kind);
  let text = at + SHORT_PAIR_BYTES * entries;
  for (let entry: u32 = 0; entry < entries; entry++, at += SHORT_PAIR_BYTES) {
    const nameLength = <u32>load<u8>(at);
    const length = <u32>load<u8>(at, SHORT_PAIR_SECOND);
    const value = text + nameLength;
    if (!takeAttribute(text, nameLength, value, length == SHORT_CLEARED ? LONG_CLEARED : length, time))
      return false;
    text = length == SHORT_CLEARED ? value : value + length;
    number++;
  }
  return true;
}

function takeLongEntries(record: usize): bool {
  let at = recordBody(record);
  const entries = load<u32>(at);
  const kind = recordKind(record);
  const time = readTime(at + LONG_LENGTH_BYTES, kind);
  at += LONG_LENGTH_BYTES + timeBytes(kind);
  let text = at + LONG_PAIR_BYTES * entries;
  for (let entry: u32 = 0; entry < entries; entry++, at += LONG_PAIR_BYTES) {
    const nameLength = load<u32>(at);
    const length = load<u32>(at, LONG_PAIR_SECOND);
    const value = text + nameLength;
    if (!takeAttribute(text, nameLength, value, length, time)) return false;
    text = length == LONG_CLEARED ? value : value + length;
    number++;
  }
  return true;
}

/** Makes room for one more row if there is none, by folding. False if that frees less than half of the workspace. */
function makeRoom(events: bool): bool {
  if (count < capacity) return true;
  count = <u32>(foldRows(items, count, events) - items) / ITEM_BYTES;
  nextRow = closeUpRows(items, count, rowsStart);
  return count <= capacity >> 1;
}

function takeAttribute(name: usize, nameLength: u32, value: usize, length: u32, time: f64): bool {
  const first = prefix(name, nameLength);
  let place = items + count * ITEM_BYTES;
  if (inOrder) {
    for (; place > items; place -= ITEM_BYTES) {
      const before = itemPrefix(place - ITEM_BYTES);
      if (before < first) break;
      if (before != first) continue;
      const row = itemAddress(place - ITEM_BYTES);
      const order = compareRowName(row, name, nameLength);
      if (order < 0) break;
      if (order != 0) continue;
      // Of equal times, the row later in the source wins.
      if (time >= load<f64>(row, ROW_TIME)) setValue(row, value, length, time);
      return true;
    }
  } else if (!makeRoom(false)) {
    return false;
  } else {
    place = items + count * ITEM_BYTES;
  }
  const row = addRow(place, first, name, nameLength);
  setValue(row, value, length, time);
  return true;
}

function setValue(row: usize, value: usize, length: u32, time: f64): void {
  store<u32>(row, <u32>value, ROW_VALUE);
  store<u32>(row, length, ROW_VALUE_LENGTH);
  store<f64>(row, time, ROW_TIME);
  store<u32>(row, number, ROW_NUMBER);
}

function takeEvent(record: usize): bool {
  const long = isLong(record);
  const body = recordBody(record);
  const nameLength = firstLength(body, long);
  const idLength = secondLength(body, long);
  const name = body + pairBytes(long);
  const id = name + nameLength;
  const isUuid: u32 = (recordKind(record) & KIND_UUID) != 0 ? 1 : 0;
  const first = prefix(name, nameLength);
  let place = items + count * ITEM_BYTES;
  if (inOrder) {
    for (; place > items; place -= ITEM_BYTES) {
      const before = itemPrefix(place - ITEM_BYTES);
      if (before < first) break;
      if (before != first) continue;
      const row = itemAddress(place - ITEM_BYTES);
      let order = compareRowName(row, name, nameLength);
      if (order == 0) order = compareRowId(row, isUuid, id, idLength);
      if (order < 0) break;
      if (order == 0) return true;
    }
  } else if (!makeRoom(true)) {
    return false;
  } else {
    place = items + count * ITEM_BYTES;
  }
  const row = addRow(place, first, name, nameLength);
  store<u32>(row, <u32>id, ROW_VALUE);
  store<u32>(row, idLength, ROW_VALUE_LENGTH);
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
