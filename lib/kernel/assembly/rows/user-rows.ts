// The rows of one user, of one section, folded: of an attribute the latest value, of equal ids one. As long as there are
// few they are kept in order as they come, which folds most of them at once; more are laid down as they come, and sorted
// when they are complete or the workspace is full.
//
// Workspace: an item (see sort.ts) for each row, by the prefix of its name | the rows

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
import { compareBehindPrefix, compareBytes, equalBytes, prefix } from '../bytes';
import { itemAddress, itemPrefix, putItem, sort, sortByPrefix } from '../sort';
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

/** Up to here a row is put to its place as it comes. */
const FEW: u32 = 48;

const UUID_SECTION: u64 = 1 << 63;

/** The items of the rows, in order and each of another key, once they are collected. */
export let items: usize = 0;
export let itemsEnd: usize = 0;

let count: u32 = 0;
let capacity: u32 = 0;
let rowsStart: usize = 0;
let nextRow: usize = 0;
let inOrder: bool = false;
/** The number of the record's row that is being taken. */
let number: u32 = 0;

/** How many rows always fit into a workspace. */
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
  if (!inOrder) foldAll(events);
  itemsEnd = items + count * ITEM_BYTES;
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

/** Makes room for one more row where all are taken. False if too few fold. */
function makeRoom(events: bool): bool {
  if (count < capacity) return true;
  foldAll(events);
  closeUp();
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
      const order = compareBehindPrefix(
        load<u32>(row, ROW_NAME),
        load<u32>(row, ROW_NAME_LENGTH),
        name,
        nameLength,
      );
      if (order < 0) break;
      if (order != 0) continue;
      // Of equal times the one later in the source.
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
      let order = compareBehindPrefix(
        load<u32>(row, ROW_NAME),
        load<u32>(row, ROW_NAME_LENGTH),
        name,
        nameLength,
      );
      if (order == 0) {
        order = compareIds(
          load<u32>(row, ROW_IS_UUID),
          load<u32>(row, ROW_VALUE),
          load<u32>(row, ROW_VALUE_LENGTH),
          isUuid,
          id,
          idLength,
        );
      }
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

/** Orders two ids of one name: texts before UUIDs, each kind by bytes. */
export function compareIds(aIsUuid: u32, a: usize, aLength: u32, bIsUuid: u32, b: usize, bLength: u32): i32 {
  if (aIsUuid != bIsUuid) return aIsUuid < bIsUuid ? -1 : 1;
  return compareBytes(a, aLength, b, bLength);
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

function sameName(a: usize, b: usize): bool {
  const length = load<u32>(a, ROW_NAME_LENGTH);
  return (
    load<u32>(b, ROW_NAME_LENGTH) == length &&
    equalBytes(load<u32>(a, ROW_NAME), load<u32>(b, ROW_NAME), length)
  );
}

function namePrecedes(a: usize, b: usize): bool {
  const one = itemAddress(a);
  const other = itemAddress(b);
  return (
    compareBehindPrefix(
      load<u32>(one, ROW_NAME),
      load<u32>(one, ROW_NAME_LENGTH),
      load<u32>(other, ROW_NAME),
      load<u32>(other, ROW_NAME_LENGTH),
    ) < 0
  );
}

/** Orders the rows of two items by their ids. */
function compareRowIds(a: usize, b: usize): i32 {
  const one = itemAddress(a);
  const other = itemAddress(b);
  return compareIds(
    load<u32>(one, ROW_IS_UUID),
    load<u32>(one, ROW_VALUE),
    load<u32>(one, ROW_VALUE_LENGTH),
    load<u32>(other, ROW_IS_UUID),
    load<u32>(other, ROW_VALUE),
    load<u32>(other, ROW_VALUE_LENGTH),
  );
}

function idPrecedes(a: usize, b: usize): bool {
  return compareRowIds(a, b) < 0;
}

/** Address behind the items whose rows have the name of the first one. */
export function endOfName(first: usize, end: usize): usize {
  const key = itemPrefix(first);
  const row = itemAddress(first);
  let next = first + ITEM_BYTES;
  while (next < end && itemPrefix(next) == key && sameName(row, itemAddress(next))) next += ITEM_BYTES;
  return next;
}

/** Sorts and folds all rows that there are. */
function foldAll(events: bool): void {
  const end = items + count * ITEM_BYTES;
  sort(items, count, namePrecedes);
  let kept = items;
  for (let first = items; first < end; ) {
    const next = endOfName(first, end);
    kept = events ? foldIds(first, next, kept) : foldValues(first, next, kept);
    first = next;
  }
  count = <u32>(kept - items) / ITEM_BYTES;
}

/** Keeps the latest of the values of one name. */
function foldValues(first: usize, end: usize, kept: usize): usize {
  const key = itemPrefix(first);
  let latest = itemAddress(first);
  for (let item = first + ITEM_BYTES; item < end; item += ITEM_BYTES) {
    const row = itemAddress(item);
    const time = load<f64>(row, ROW_TIME);
    const most = load<f64>(latest, ROW_TIME);
    if (time > most || (time == most && load<u32>(row, ROW_NUMBER) > load<u32>(latest, ROW_NUMBER)))
      latest = row;
  }
  putItem(kept, key, latest);
  return kept + ITEM_BYTES;
}

/** Keeps one of each of the ids of one name. */
function foldIds(first: usize, end: usize, kept: usize): usize {
  const key = itemPrefix(first);
  if (end - first > <usize>ITEM_BYTES) {
    for (let item = first; item < end; item += ITEM_BYTES) {
      const row = itemAddress(item);
      const id = prefix(load<u32>(row, ROW_VALUE), load<u32>(row, ROW_VALUE_LENGTH)) >> 1;
      putItem(item, load<u32>(row, ROW_IS_UUID) != 0 ? id | UUID_SECTION : id, row);
    }
    sort(first, <u32>(end - first) / ITEM_BYTES, idPrecedes);
  }
  // What was kept of this name stands before what is yet to be looked at, and the last of it at `kept`.
  let last: usize = 0;
  for (let item = first; item < end; item += ITEM_BYTES) {
    const row = itemAddress(item);
    if (last != 0 && sameId(last, row)) continue;
    putItem(kept, key, row);
    kept += ITEM_BYTES;
    last = row;
  }
  return kept;
}

function sameId(a: usize, b: usize): bool {
  const length = load<u32>(a, ROW_VALUE_LENGTH);
  return (
    load<u32>(b, ROW_VALUE_LENGTH) == length &&
    load<u32>(a, ROW_IS_UUID) == load<u32>(b, ROW_IS_UUID) &&
    equalBytes(load<u32>(a, ROW_VALUE), load<u32>(b, ROW_VALUE), length)
  );
}

/** Moves the rows that are kept together, so that more can be laid behind them. */
function closeUp(): void {
  const end = items + count * ITEM_BYTES;
  // Their places are found by address: the items are put into that order, and back.
  for (let item = items; item < end; item += ITEM_BYTES) {
    const row = itemAddress(item);
    putItem(item, row, <u32>(item - items) / ITEM_BYTES);
  }
  sortByPrefix(items, count);
  let place = rowsStart;
  for (let item = items; item < end; item += ITEM_BYTES) {
    const row = <usize>itemPrefix(item);
    if (row != place) {
      v128.store(place, v128.load(row));
      v128.store(place, v128.load(row, ROW_BYTES / 2), ROW_BYTES / 2);
    }
    // Its rank among the kept ones, and where it stands now.
    putItem(item, <u64>itemAddress(item), place);
    place += ROW_BYTES;
  }
  sortByPrefix(items, count);
  for (let item = items; item < end; item += ITEM_BYTES) {
    const row = itemAddress(item);
    putItem(item, prefix(load<u32>(row, ROW_NAME), load<u32>(row, ROW_NAME_LENGTH)), row);
  }
  nextRow = place;
}
