// Hands out the rows that memory holds, folded: of an attribute the latest value, of equal ids one.

import { compareBytes, prefix } from './bytes';
import {
  KIND_CLEARED,
  KIND_ID,
  KIND_UUID,
  rowIsEvent,
  rowKind,
  rowName,
  rowNameLength,
  rowTimestamp,
  rowValue,
  rowValueLength,
} from './rows';
import { beginBlock, beginRow, blockBytes, writeAlone, writeAttribute, writeId } from './run-writer';
import { ITEM_BYTES, itemAddress, itemPrefix, putItem, sort } from './sort';
import { firstRow, nextUser, openRows, rowsEnd, sameName, user } from './user-rows';

const UUID_SECTION: u64 = 1 << 63;

/** Of the user's items, those from here on are not folded yet. */
let next: usize = 0;
/** End of the items of one event, sorted by id already; not above `next` outside of events. */
let idsEnd: usize = 0;
let userOpen: bool = false;

/** The folded row that is to be written next; 0 for a user without rows. */
let row: usize = 0;
let waiting: bool = false;
/** A row of its user has been written. */
let written: bool = false;

/** Begins with the first row of the first user. */
export function openFold(): void {
  openRows();
  userOpen = false;
  waiting = false;
}

/** Orders two rows of one event by id: texts before UUIDs, each kind by bytes. */
function compareIds(a: usize, b: usize): i32 {
  const kind = rowKind(a);
  if (kind != rowKind(b)) return kind == KIND_ID ? -1 : 1;
  return compareBytes(rowValue(a), rowValueLength(a), rowValue(b), rowValueLength(b));
}

function idPrecedes(a: usize, b: usize): bool {
  return compareIds(itemAddress(a), itemAddress(b)) < 0;
}

/** Sorts the rows of one event by id. */
function sortIds(): void {
  for (let item = next; item < idsEnd; item += ITEM_BYTES) {
    const each = itemAddress(item);
    const key = prefix(rowValue(each), rowValueLength(each)) >> 1;
    putItem(item, rowKind(each) == KIND_UUID ? key | UUID_SECTION : key, each);
  }
  sort(next, <u32>(idsEnd - next) / ITEM_BYTES, idPrecedes);
}

/** Where the items end whose rows have the section and name of the one at `next`. */
function endOfName(): usize {
  const key = itemPrefix(next);
  const first = itemAddress(next);
  let end = next + ITEM_BYTES;
  while (end < rowsEnd && itemPrefix(end) == key && sameName(first, itemAddress(end))) end += ITEM_BYTES;
  return end;
}

/** Takes all rows of an attribute, up to `end`. The latest becomes `row`; of equal times the one later in the source. */
function foldAttribute(end: usize): void {
  row = itemAddress(next);
  for (next += ITEM_BYTES; next < end; next += ITEM_BYTES) {
    const each = itemAddress(next);
    const timestamp = rowTimestamp(each);
    const latest = rowTimestamp(row);
    if (timestamp > latest || (timestamp == latest && each > row)) row = each;
  }
}

/** Takes all rows of the id at `next`, one of which becomes `row`. */
function foldId(): void {
  row = itemAddress(next);
  for (next += ITEM_BYTES; next < idsEnd && compareIds(row, itemAddress(next)) == 0; next += ITEM_BYTES) {}
}

/** Moves to the next folded row. False when there is none left. */
function advance(): bool {
  if (!userOpen || next == rowsEnd) {
    userOpen = nextUser();
    if (!userOpen) return false;
    written = false;
    next = firstRow;
    idsEnd = firstRow;
    if (next == rowsEnd) {
      row = 0;
      return true;
    }
  }
  if (next >= idsEnd) {
    const end = endOfName();
    if (!rowIsEvent(itemAddress(next))) {
      foldAttribute(end);
      return true;
    }
    idsEnd = end;
    if (end > next + ITEM_BYTES) sortIds();
  }
  foldId();
  return true;
}

/** Writes `row`, unless the block should end before it. */
function writeRow(): bool {
  const userText = user + 4;
  const userLength = load<u32>(user);
  if (row == 0) {
    if (!beginRow(userText, userLength, 0, written)) return false;
    writeAlone();
    return true;
  }
  const name = rowName(row);
  const nameLength = rowNameLength(row);
  const value = rowValue(row);
  const length = rowValueLength(row);
  if (!beginRow(userText, userLength, nameLength + length, written)) return false;
  const kind = rowKind(row);
  if (kind >= KIND_ID) writeId(name, nameLength, value, length, kind == KIND_UUID);
  else writeAttribute(name, nameLength, rowTimestamp(row), value, length, kind == KIND_CLEARED);
  return true;
}

/**
 * Writes folded rows into a block until it is full. Returns its bytes, 0 after the last row. The buffer must hold a
 * block of `target` bytes and any single row.
 */
export function encodeBlock(buffer: usize, target: u32): u32 {
  beginBlock(buffer, target);
  while (waiting || advance()) {
    waiting = !writeRow();
    if (waiting) break;
    written = true;
  }
  return blockBytes();
}
