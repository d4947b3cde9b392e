// Sorts the rows that memory holds and hands them out folded: of an attribute the latest value, of equal ids one.
// Sorting moves no rows: a counting sort by user lays a sort key for each row into the gap behind the rows
//   user ranks (RANK_BYTES a user) | name ranks (RANK_BYTES a name) | keys (u64 a row)
// Key: section (1 bit), name's rank (31 bits), row (32 bits: its distance from the first row in units of 8 bytes). Rows
// are appended in source order, so of equal names and times the greatest key is the one later in the source.

import { notedName } from './block-names';
import { compareBytes, prefix } from './bytes';
import { tableSize } from './intern';
import {
  noteRanks,
  RANK_BYTES,
  rankedIndex,
  rankedNote,
  rankedRows,
  rankedText,
  rankNote,
  rankTexts,
} from './ranks';
import {
  ATTRIBUTE_BYTES,
  ID_BYTES,
  INDEX_MASK,
  KIND_CLEARED,
  KIND_ID,
  KIND_SHIFT,
  KIND_UUID,
  names,
  rowCount,
  rowsEnd,
  rowsStart,
  UUID_ROW_BYTES,
  users,
} from './rows';
import { UUID_BYTES } from './run-format';
import { beginBlock, beginRow, blockBytes, writeAlone, writeAttribute, writeId } from './run-writer';
import { sortIntegers, sortTexts } from './sort';

/** Rows whose cache lines are asked for ahead of the fold; 1,024 rows of some 50 bytes stay in the L2 cache. */
const TOUCH_AHEAD: u32 = 1024;

/** Most rows end within this many bytes, in this cache line or the next. */
const TOUCH_STEP: u32 = 40;

const EVENT_SECTION: u32 = 0x80000000;

let userRanks: usize = 0;
let nameRanks: usize = 0;
let keys: usize = 0;

let rank: u32 = 0;
/** Address of the length of the user being folded, and below of the name; the bytes follow. */
let user: usize = 0;
let next: u32 = 0;
let userEnd: u32 = 0;
/** End of the ids, sorted already, of the event whose name is `name`; not above `next` outside of events. */
let idsEnd: u32 = 0;
let touchedEnd: u32 = 0;
let touched: u32 = 0;

/** The folded row that is to be written next; 0 for a user without rows. */
let row: usize = 0;
let name: usize = 0;
let nameNote: usize = 0;
let waiting: bool = false;
/** A row of `user` has been written. */
let written: bool = false;

function keyAt(index: u32): u64 {
  return load<u64>(keys + ((<usize>index) << 3));
}

function rowOf(key: u64): usize {
  return rowsStart + ((<usize>(key & 0xffffffff)) << 3);
}

function kindOf(row: usize): u32 {
  return load<u32>(row, 4) >> KIND_SHIFT;
}

function rowBytes(row: usize): u32 {
  const kind = kindOf(row);
  if (kind == KIND_UUID) return UUID_ROW_BYTES;
  if (kind == KIND_ID) return (ID_BYTES + load<u32>(row, 8) + 7) & ~7;
  return (ATTRIBUTE_BYTES + load<u32>(row, 16) + 7) & ~7;
}

/** Ranks users and names and lays out the keys, the rows of each user together. */
export function sortRows(): void {
  const userCount = tableSize(users);
  userRanks = (rowsEnd + 7) & ~7;
  nameRanks = userRanks + userCount * RANK_BYTES;
  keys = nameRanks + tableSize(names) * RANK_BYTES;
  rankTexts(users, userRanks, true);
  rankTexts(names, nameRanks, false);
  noteRanks(names, nameRanks);
  let start: u32 = 0;
  for (let each: u32 = 0; each < userCount; each++) {
    store<u32>(rankNote(userRanks, rankedIndex(userRanks, each)), start);
    start += rankedRows(userRanks, each);
  }
  for (let each = rowsStart; each < rowsEnd; each += rowBytes(each)) {
    const kindAndName = load<u32>(each, 4);
    let high = load<u32>(rankNote(nameRanks, kindAndName & INDEX_MASK));
    if (kindAndName >> KIND_SHIFT >= KIND_ID) high |= EVENT_SECTION;
    const place = rankNote(userRanks, load<u32>(each));
    const index = load<u32>(place);
    store<u32>(place, index + 1);
    store<u64>(keys + ((<usize>index) << 3), ((<u64>high) << 32) | <u64>((each - rowsStart) >> 3));
  }
  rank = 0;
  next = 0;
  userEnd = 0;
  idsEnd = 0;
  touchedEnd = 0;
  waiting = false;
}

/** Orders two rows of one event by id: texts before UUIDs, each kind by bytes. */
function compareIds(a: usize, b: usize): i32 {
  const kind = kindOf(a);
  if (kind != kindOf(b)) return kind == KIND_ID ? -1 : 1;
  if (kind == KIND_ID) return compareBytes(a + ID_BYTES, load<u32>(a, 8), b + ID_BYTES, load<u32>(b, 8));
  return compareBytes(a + 8, 16, b + 8, 16);
}

function idPrecedes(a: u32, b: u32): bool {
  return compareIds(rowOf(a), rowOf(b)) < 0;
}

/** Sorts the keys of one event by id; their high halves, all equal, make room for the ids' first bytes. */
function sortIds(first: u32, end: u32): void {
  for (let index = first; index < end; index++) {
    const each = rowOf(keyAt(index));
    const uuid = kindOf(each) == KIND_UUID;
    const start = uuid ? prefix(each + 8, 16) : prefix(each + ID_BYTES, load<u32>(each, 8));
    const high = (start >> 33) | (uuid ? 0x80000000 : 0);
    store<u32>(keys + ((<usize>index) << 3), <u32>high, 4);
  }
  sortTexts(keys + ((<usize>first) << 3), end - first, idPrecedes);
}

/** Asks for the first and the last bytes of a row and for its name, so that their cache misses overlap. */
function touch(key: u64): void {
  const each = rowOf(key);
  touched += load<u32>(each) + load<u32>(each + TOUCH_STEP);
  touched += load<u32>(rankedText(nameRanks, <u32>(key >> 32) & ~EVENT_SECTION));
}

function openUser(): void {
  user = rankedText(userRanks, rank);
  const rows = rankedRows(userRanks, rank++);
  written = false;
  userEnd = next + rows;
  if (userEnd > touchedEnd) {
    const end = min(max(userEnd, touchedEnd + TOUCH_AHEAD), rowCount);
    for (let index = touchedEnd; index < end; index++) touch(keyAt(index));
    touchedEnd = end;
  }
  sortIntegers(keys + ((<usize>next) << 3), rows);
}

/** Takes all rows of the attribute at `next`; the latest becomes `row`. */
function foldAttribute(high: u32): void {
  row = rowOf(keyAt(next));
  let latest = load<f64>(row, 8);
  for (next++; next < userEnd && <u32>(keyAt(next) >> 32) == high; next++) {
    const each = rowOf(keyAt(next));
    const timestamp = load<f64>(each, 8);
    if (timestamp < latest) continue;
    latest = timestamp;
    row = each;
  }
}

/** Takes all rows of the id at `next`, one of which becomes `row`. */
function foldId(): void {
  row = rowOf(keyAt(next));
  for (next++; next < idsEnd && compareIds(row, rowOf(keyAt(next))) == 0; next++) {}
}

function openName(high: u32): void {
  name = rankedText(nameRanks, high & ~EVENT_SECTION);
  nameNote = rankedNote(nameRanks, high & ~EVENT_SECTION);
  if ((high & EVENT_SECTION) == 0) return;
  idsEnd = next + 1;
  while (idsEnd < userEnd && <u32>(keyAt(idsEnd) >> 32) == high) idsEnd++;
  if (idsEnd > next + 1) sortIds(next, idsEnd);
}

/** Moves to the next folded row. False when there is none left. */
function advance(): bool {
  if (next == userEnd) {
    if (rank == tableSize(users)) return false;
    openUser();
    if (next == userEnd) {
      row = 0;
      return true;
    }
  }
  if (next < idsEnd) {
    foldId();
    return true;
  }
  const high = <u32>(keyAt(next) >> 32);
  openName(high);
  if (next < idsEnd) foldId();
  else foldAttribute(high);
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
  const nameText = name + 4;
  const nameLength = load<u32>(name);
  const kind = kindOf(row);
  if (kind >= KIND_ID) {
    const uuid = kind == KIND_UUID;
    const length = uuid ? UUID_BYTES : load<u32>(row, 8);
    if (!beginRow(userText, userLength, nameLength + length, written)) return false;
    const id = row + (uuid ? 8 : ID_BYTES);
    writeId(notedName(nameNote), nameText, nameLength, nameNote, id, length, uuid);
    return true;
  }
  const length = load<u32>(row, 16);
  if (!beginRow(userText, userLength, nameLength + length, written)) return false;
  const number = notedName(nameNote);
  const value = row + ATTRIBUTE_BYTES;
  const cleared = kind == KIND_CLEARED;
  writeAttribute(number, nameText, nameLength, nameNote, load<f64>(row, 8), value, length, cleared);
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
