// Rows in fixed memory. The arena holds rows from its start upwards and interned texts from its end downwards; it is
// full when sorting what it holds would need more than the gap between them. `aggregator.ts`, the door, plans the
// arena and asks `roomLeft` before each batch.
//
// Row, at a multiple of 8 bytes:
//   0 user (u32)    4 name (u32): index, kind in the two highest bits
//   attribute: 8 timestamp (f64)    16 value's length (u32)    20 value
//   cleared attribute: the same with length 0
//   event with a canonical UUID: 8 its 16 bytes
//   event with another id: 8 length (u32)    12 id
// Rows lie in source order, so that of equal timestamps the later row wins.

import {
  ENTRY_NAME_LENGTH,
  ENTRY_NAME_OFFSET,
  ENTRY_VALUE_LENGTH,
  ENTRY_VALUE_OFFSET,
  ENTRY_WORDS,
  NULL_VALUE,
  RECORD_ENTRIES,
  RECORD_FIRST_ENTRY,
  RECORD_ID_LENGTH,
  RECORD_ID_OFFSET,
  RECORD_NAME_LENGTH,
  RECORD_NAME_OFFSET,
  RECORD_SHAPE,
  RECORD_USER_LENGTH,
  RECORD_USER_OFFSET,
  RECORD_WORDS,
  SHAPE_EVENT,
} from '../columns';
import { copyBytes } from './bytes';
import { hashBytes } from './hash';
import {
  addSlotRows,
  homeSlot,
  intern,
  resetTable,
  resetTexts,
  SLOT_BYTES,
  slotIndex,
  TABLE_BYTES,
  tableSize,
  textStart,
} from './intern';
import { parseUuid, UUID_TEXT_BYTES } from './uuid';

export const KIND_ATTRIBUTE: u32 = 0;
export const KIND_CLEARED: u32 = 1;
export const KIND_ID: u32 = 2;
export const KIND_UUID: u32 = 3;
export const KIND_SHIFT: u32 = 30;
export const INDEX_MASK: u32 = (1 << 30) - 1;

/** Bytes of an attribute's row before its value; of an event's before an id that is no UUID; of one with a UUID. */
export const ATTRIBUTE_BYTES: u32 = 20;
export const ID_BYTES: u32 = 12;
export const UUID_ROW_BYTES: u32 = 24;

/** What sorting needs for each row: its sort key (u64). */
const SORT_BYTES_PER_ROW: u32 = 8;
/** What ranking needs for each interned text: a u64 and two u32. */
const RANK_BYTES_PER_TEXT: u32 = 16;

export let users: usize = 0;
export let names: usize = 0;
export let rowsStart: usize = 0;
export let rowsEnd: usize = 0;
export let rowCount: u32 = 0;

/**
 * Starts with no rows. The tables lie before the arena: two table heads, then the slots of users and names.
 * Everything is given in bytes; `arena` and `arenaEnd` bound what rows and texts share.
 */
export function resetRows(
  tables: usize,
  userSlots: u32,
  nameSlots: u32,
  arena: usize,
  arenaEnd: usize,
): void {
  users = tables;
  names = users + TABLE_BYTES;
  const slots = names + TABLE_BYTES;
  resetTable(users, slots, userSlots);
  resetTable(names, slots + userSlots * SLOT_BYTES, nameSlots);
  resetTexts(arenaEnd);
  rowsStart = (arena + 7) & ~7;
  rowsEnd = rowsStart;
  rowCount = 0;
}

export function heldRows(): u32 {
  return rowCount;
}

export function heldUsers(): u32 {
  return tableSize(users);
}

export function heldNames(): u32 {
  return tableSize(names);
}

/** Bytes between rows and texts that sorting what is held would not need. */
export function roomLeft(): i64 {
  const needed =
    <i64>rowCount * SORT_BYTES_PER_ROW + <i64>(tableSize(users) + tableSize(names)) * RANK_BYTES_PER_TEXT;
  return <i64>textStart - <i64>rowsEnd - needed;
}

function word(words: usize, index: u32): u32 {
  return load<u32>(words + (index << 2));
}

/** Hashes all keys of a batch into `hashes` (u32: user and event name of each record, then the entries' names). */
function hashKeys(bytes: usize, records: usize, recordCount: u32, entries: usize, hashes: usize): void {
  const entryHashes = hashes + (recordCount << 3);
  for (let index: u32 = 0; index < recordCount; index++) {
    const record = records + index * RECORD_WORDS * 4;
    const userHash = hashBytes(bytes + word(record, RECORD_USER_OFFSET), word(record, RECORD_USER_LENGTH));
    store<u32>(hashes + (index << 3), userHash, 0);
    store<u32>(hashes + (index << 3), 0, 4);
    if (word(record, RECORD_SHAPE) & SHAPE_EVENT) {
      const nameHash = hashBytes(bytes + word(record, RECORD_NAME_OFFSET), word(record, RECORD_NAME_LENGTH));
      store<u32>(hashes + (index << 3), nameHash, 4);
      continue;
    }
    const first = word(record, RECORD_FIRST_ENTRY);
    const last = first + word(record, RECORD_ENTRIES);
    for (let entry = first; entry < last; entry++) {
      const words = entries + entry * ENTRY_WORDS * 4;
      const nameHash = hashBytes(bytes + word(words, ENTRY_NAME_OFFSET), word(words, ENTRY_NAME_LENGTH));
      store<u32>(entryHashes + (entry << 2), nameHash);
    }
  }
}

/** Loaded for its side effect: the cache line is on its way while others are asked for. */
let touched: u32 = 0;

/**
 * Asks for the home slots of many hashes, then for the texts in them, which are the ones looked for nearly always (an
 * empty slot has address 0). A loop of nothing else keeps a dozen cache misses in flight, where a look-up as a key is
 * met would wait for each in turn.
 */
function touchKeys(table: usize, hashes: usize, count: u32, step: usize): void {
  let sum: u32 = 0;
  const end = hashes + <usize>count * step;
  for (let each = hashes; each < end; each += step) sum += load<u32>(homeSlot(table, load<u32>(each)), 8);
  for (let each = hashes; each < end; each += step) {
    sum += load<u32>(<usize>load<u32>(homeSlot(table, load<u32>(each)), 8));
  }
  touched += sum;
}

function appendEvent(bytes: usize, record: usize, user: u32, nameHash: u32): void {
  const nameText = bytes + word(record, RECORD_NAME_OFFSET);
  const name = slotIndex(intern(names, nameText, word(record, RECORD_NAME_LENGTH), nameHash));
  const id = bytes + word(record, RECORD_ID_OFFSET);
  const length = word(record, RECORD_ID_LENGTH);
  store<u32>(rowsEnd, user);
  if (length == UUID_TEXT_BYTES && parseUuid(id, rowsEnd + 8)) {
    store<u32>(rowsEnd, name | (KIND_UUID << KIND_SHIFT), 4);
    rowsEnd += UUID_ROW_BYTES;
  } else {
    store<u32>(rowsEnd, name | (KIND_ID << KIND_SHIFT), 4);
    store<u32>(rowsEnd, length, 8);
    copyBytes(rowsEnd + ID_BYTES, id, length);
    rowsEnd += (ID_BYTES + length + 7) & ~7;
  }
  rowCount++;
}

function appendAttribute(bytes: usize, entry: usize, user: u32, hash: u32, timestamp: f64): void {
  const nameText = bytes + word(entry, ENTRY_NAME_OFFSET);
  const name = slotIndex(intern(names, nameText, word(entry, ENTRY_NAME_LENGTH), hash));
  const offset = word(entry, ENTRY_VALUE_OFFSET);
  const cleared = offset == NULL_VALUE;
  const length = cleared ? 0 : word(entry, ENTRY_VALUE_LENGTH);
  store<u32>(rowsEnd, user);
  store<u32>(rowsEnd, name | ((cleared ? KIND_CLEARED : KIND_ATTRIBUTE) << KIND_SHIFT), 4);
  store<f64>(rowsEnd, timestamp, 8);
  store<u32>(rowsEnd, length, 16);
  copyBytes(rowsEnd + ATTRIBUTE_BYTES, bytes + offset, length);
  rowsEnd += (ATTRIBUTE_BYTES + length + 7) & ~7;
  rowCount++;
}

/**
 * Appends the rows of a batch of valid records. A user is interned even if the record has no entry: it is enough to
 * exist.
 */
export function absorb(
  bytes: usize,
  records: usize,
  recordCount: u32,
  timestamps: usize,
  entries: usize,
  entryCount: u32,
  hashes: usize,
): void {
  hashKeys(bytes, records, recordCount, entries, hashes);
  const entryHashes = hashes + (recordCount << 3);
  touchKeys(users, hashes, recordCount, 8);
  touchKeys(names, hashes + 4, recordCount, 8);
  touchKeys(names, entryHashes, entryCount, 4);
  for (let index: u32 = 0; index < recordCount; index++) {
    const record = records + index * RECORD_WORDS * 4;
    const userText = bytes + word(record, RECORD_USER_OFFSET);
    const userHash = load<u32>(hashes + (index << 3), 0);
    const userSlot = intern(users, userText, word(record, RECORD_USER_LENGTH), userHash);
    const user = slotIndex(userSlot);
    if (word(record, RECORD_SHAPE) & SHAPE_EVENT) {
      addSlotRows(userSlot, 1);
      appendEvent(bytes, record, user, load<u32>(hashes + (index << 3), 4));
      continue;
    }
    const timestamp = load<f64>(timestamps + (index << 3));
    const first = word(record, RECORD_FIRST_ENTRY);
    const last = first + word(record, RECORD_ENTRIES);
    addSlotRows(userSlot, last - first);
    for (let entry = first; entry < last; entry++) {
      const words = entries + entry * ENTRY_WORDS * 4;
      const hash = load<u32>(entryHashes + (entry << 2));
      appendAttribute(bytes, words, user, hash, timestamp);
    }
  }
}
