// The rows of one user and one section: of an attribute the latest value remains, of equal ids the first one. A few rows are looked
// up as they come, which folds them at once. Where there are more, they are collected as they are, and sorted and folded when they
// are complete or the workspace is full.
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
import { equalBytes, prefix } from '../bytes';
import { itemPrefix, putItem, sort } from '../sort';
import { closeUpRows } from './close-up-rows';
import { foldRows, namePrecedes } from './fold-rows';

/** Below this number of rows, each is looked up as it comes. */
const FEW: u32 = 48;
/** A place (u8) for each hash of a key: the number of its row from 1 on; 0: free. */
const SLOT_BITS: u64 = 7;
const SLOTS: u32 = 128;
const slots: usize = memory.data(SLOTS, 16);
/** Few rows share the slots, so it need not be secret. */
const FACTOR: u64 = 0x9e3779b97f4a7c15;

/** Once the rows are collected: their items, by name, each of a different key. */
export let items: usize = 0;
export let itemsEnd: usize = 0;

let count: u32 = 0;
let capacity: u32 = 0;
let rowsStart: usize = 0;
let nextRow: usize = 0;
/** Whether rows are looked up. */
let few: bool = false;

/** The number of rows that a workspace holds. */
export function roomForRows(workspace: usize, end: usize): u32 {
  return workspace + 16 > end ? 0 : <u32>(end - workspace - 16) / (ITEM_BYTES + ROW_BYTES);
}

/** Begins to collect rows. False if the workspace certainly does not suffice. */
export function beginRows(workspace: usize, end: usize): bool {
  items = (workspace + 15) & ~15;
  count = 0;
  few = true;
  for (let slot: usize = slots; slot < slots + SLOTS; slot += 16) v128.store(slot, i64x2.splat(0));
  capacity = roomForRows(workspace, end);
  if (capacity <= FEW) return false;
  rowsStart = items + capacity * ITEM_BYTES;
  nextRow = rowsStart;
  return true;
}

/** All rows are collected. */
export function finishRows(events: bool): bool {
  if (few) {
    sort(items, count, namePrecedes);
    itemsEnd = items + count * ITEM_BYTES;
  } else {
    itemsEnd = foldRows(items, count, events);
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

/** The last bytes of a text as an integer: of one that is longer than its prefix. */
function tail(text: usize, length: u32): u64 {
  return load<u64>(text + length - 8);
}

function isText(known: usize, text: usize, length: u32): bool {
  if (length <= 8) return true;
  return tail(known, length) == tail(text, length) && (length <= 16 || equalBytes(known, text, length));
}

/** Whether a row has a name of the prefix `first`. */
function isNamed(number: u32, row: usize, first: u64, name: usize, length: u32): bool {
  return (
    itemPrefix(items + number * ITEM_BYTES) == first &&
    load<u32>(row, ROW_NAME_LENGTH) == length &&
    isText(load<u32>(row, ROW_NAME), name, length)
  );
}

function slotOf(hash: u64): usize {
  return slots + <usize>((hash * FACTOR) >> (64 - SLOT_BITS));
}

function nextSlot(slot: usize): usize {
  return slots + ((slot - slots + 1) & (SLOTS - 1));
}

function rowOf(number: u32): usize {
  return rowsStart + number * ROW_BYTES;
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
  if (few) {
    const rest = nameLength > 8 ? tail(name, nameLength) : <u64>nameLength;
    let slot = slotOf(first ^ rotl<u64>(rest, 21));
    for (let known = <u32>load<u8>(slot); known != 0; known = load<u8>(slot)) {
      const row = rowOf(known - 1);
      if (isNamed(known - 1, row, first, name, nameLength)) {
        // Of equal times, the row later in the source wins.
        if (time >= load<f64>(row, ROW_TIME)) setValue(row, value, length, time, number);
        return true;
      }
      slot = nextSlot(slot);
    }
    store<u8>(slot, <u8>(count + 1));
  } else if (!makeRoom(false)) {
    return false;
  }
  setValue(addRow(first, name, nameLength), value, length, time, number);
  return true;
}

function setValue(row: usize, value: usize, length: u32, time: f64, number: u32): void {
  store<u32>(row, <u32>value, ROW_VALUE);
  store<u32>(row, length, ROW_VALUE_LENGTH);
  store<f64>(row, time, ROW_TIME);
  store<u32>(row, number, ROW_NUMBER);
}

function isId(row: usize, isUuid: u32, id: usize, length: u32): bool {
  return (
    load<u32>(row, ROW_VALUE_LENGTH) == length &&
    load<u32>(row, ROW_IS_UUID) == isUuid &&
    equalBytes(load<u32>(row, ROW_VALUE), id, length)
  );
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
  if (few) {
    let slot = slotOf(first ^ rotl<u64>(prefix(id, idLength), 21));
    for (let known = <u32>load<u8>(slot); known != 0; known = load<u8>(slot)) {
      const row = rowOf(known - 1);
      if (isId(row, isUuid, id, idLength) && isNamed(known - 1, row, first, name, nameLength)) return true;
      slot = nextSlot(slot);
    }
    store<u8>(slot, <u8>(count + 1));
  } else if (!makeRoom(true)) {
    return false;
  }
  const row = addRow(first, name, nameLength);
  store<u32>(row, <u32>id, ROW_VALUE);
  store<u32>(row, idLength, ROW_VALUE_LENGTH);
  store<u32>(row, <u32>record, ROW_RECORD);
  store<u32>(row, number, ROW_NUMBER);
  store<u32>(row, isUuid, ROW_IS_UUID);
  return true;
}

/** Adds a row. Returns its address. */
function addRow(first: u64, name: usize, nameLength: u32): usize {
  const row = nextRow;
  nextRow += ROW_BYTES;
  putItem(items + count * ITEM_BYTES, first, row);
  store<u32>(row, <u32>name, ROW_NAME);
  store<u32>(row, nameLength, ROW_NAME_LENGTH);
  count++;
  if (count == FEW) few = false;
  return row;
}
