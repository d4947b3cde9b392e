// Rows in fixed memory: the arena holds each record with its rows, in the chunks of its user's partition. It is full
// when sorting what it holds would need more than what is left of it. `aggregator.ts`, the door, plans the arena and asks
// `roomLeft` before each batch.
//
// Record, at a multiple of 8 bytes; its rows follow each other behind it:
//   0 bytes, its rows included (u32)    4 user's length (u32)    8 user, filled up to a multiple of 8
// Row, filled up to a multiple of 8:
//   0 name's length (u32), kind in the two highest bits    4 length of the value or id (u32)
//   attribute, or a cleared one, whose length is 0: 8 timestamp (f64)    16 name, then the value
//   event: 8 name, then the id; of a canonical UUID its 16 bytes
// Of one user's rows the one later in the source has the greater address, so that of equal timestamps it wins.
//
// Nothing is looked up as rows are appended, nor are texts stored once for all rows that have them: the fold of a
// partition then finds all it compares and copies in the rows themselves, in the cache.

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
} from '../layout/columns';
import { copyBytes } from './bytes';
import {
  choosePartitions,
  chunkSlack,
  chunksEnd,
  endOfPartitions,
  firstPartition,
  PARTITION_BYTES,
  partitionOf,
  partitionRecords,
  partitionRows,
  placeRecord,
  resetPartitions,
} from './partitions';
import { ITEM_BYTES } from './sort';
import { parseUuid, UUID_TEXT_BYTES } from './uuid';

const KIND_ATTRIBUTE: u32 = 0;
export const KIND_CLEARED: u32 = 1;
export const KIND_ID: u32 = 2;
export const KIND_UUID: u32 = 3;
const KIND_SHIFT: u32 = 30;
const NAME_LENGTH: u32 = (1 << KIND_SHIFT) - 1;

/** Bytes of a record before its user, of an attribute's row before its name, of an event's before its name. */
const RECORD_BYTES: u32 = 8;
const ATTRIBUTE_BYTES: u32 = 16;
const ID_BYTES: u32 = 8;
const UUID_BYTES: u32 = 16;

let arenaEnd: usize = 0;
let recordCount: u32 = 0;
const uuid: usize = memory.data(16, 16);

/**
 * Starts with no rows. The partitions' heads and splitters lie at `partitions`, before the arena. Everything is given in
 * bytes but their number.
 */
export function resetRows(partitions: usize, partitionCount: u32, arena: usize, end: usize): void {
  resetPartitions(partitions, partitionCount, arena);
  arenaEnd = end;
  recordCount = 0;
}

export function heldRecords(): u32 {
  return recordCount;
}

/** Bytes behind the rows that sorting what is held would not need: an item for each record and row of a partition. */
export function roomLeft(): i64 {
  let largest: u32 = 0;
  for (let each = firstPartition(); each < endOfPartitions(); each += PARTITION_BYTES)
    largest = max(largest, partitionRecords(each) + partitionRows(each));
  return <i64>arenaEnd - <i64>chunksEnd - <i64>chunkSlack() - <i64>largest * ITEM_BYTES;
}

export function recordBytes(record: usize): u32 {
  return load<u32>(record, 0);
}

/** Address of the length of a record's user; its bytes follow. */
export function recordUser(record: usize): usize {
  return record + 4;
}

/** Address of a record's first row. */
export function recordRows(record: usize): usize {
  return record + RECORD_BYTES + filledUp(load<u32>(record, 4));
}

export function rowKind(row: usize): u32 {
  return load<u32>(row, 0) >> KIND_SHIFT;
}

export function rowIsEvent(row: usize): bool {
  return rowKind(row) >= KIND_ID;
}

export function rowName(row: usize): usize {
  return row + (rowIsEvent(row) ? ID_BYTES : ATTRIBUTE_BYTES);
}

export function rowNameLength(row: usize): u32 {
  return load<u32>(row, 0) & NAME_LENGTH;
}

/** Of an attribute. */
export function rowTimestamp(row: usize): f64 {
  return load<f64>(row, 8);
}

/** Address of the value or id. */
export function rowValue(row: usize): usize {
  return rowName(row) + rowNameLength(row);
}

export function rowValueLength(row: usize): u32 {
  return load<u32>(row, 4);
}

export function rowEnd(row: usize): usize {
  return rowName(row) + filledUp(rowNameLength(row) + rowValueLength(row));
}

function word(words: usize, index: u32): u32 {
  return load<u32>(words + (index << 2));
}

function filledUp(length: u32): u32 {
  return (length + 7) & ~7;
}

/** Lays out a record of so many rows, which take `rowBytes`. Returns where they go. */
function beginRecord(bytes: usize, record: usize, rows: u32, rowBytes: u32): usize {
  const user = bytes + word(record, RECORD_USER_OFFSET);
  const length = word(record, RECORD_USER_LENGTH);
  const head = RECORD_BYTES + filledUp(length);
  const place = placeRecord(partitionOf(user, length), head + rowBytes, rows);
  store<u32>(place, head + rowBytes, 0);
  store<u32>(place, length, 4);
  copyBytes(place + RECORD_BYTES, user, length);
  return place + head;
}

function appendEvent(bytes: usize, record: usize): void {
  const nameLength = word(record, RECORD_NAME_LENGTH);
  let id = bytes + word(record, RECORD_ID_OFFSET);
  let length = word(record, RECORD_ID_LENGTH);
  let kind = KIND_ID;
  if (length == UUID_TEXT_BYTES && parseUuid(id, uuid)) {
    kind = KIND_UUID;
    id = uuid;
    length = UUID_BYTES;
  }
  const row = beginRecord(bytes, record, 1, ID_BYTES + filledUp(nameLength + length));
  store<u32>(row, nameLength | (kind << KIND_SHIFT), 0);
  store<u32>(row, length, 4);
  copyBytes(row + ID_BYTES, bytes + word(record, RECORD_NAME_OFFSET), nameLength);
  copyBytes(row + ID_BYTES + nameLength, id, length);
}

/** Bytes of an entry's value; null has none. */
function valueLength(entry: usize): u32 {
  return word(entry, ENTRY_VALUE_OFFSET) == NULL_VALUE ? 0 : word(entry, ENTRY_VALUE_LENGTH);
}

function appendAttributes(bytes: usize, record: usize, entries: usize, timestamp: f64): void {
  const count = word(record, RECORD_ENTRIES);
  let entry = entries + word(record, RECORD_FIRST_ENTRY) * ENTRY_WORDS * 4;
  const end = entry + count * ENTRY_WORDS * 4;
  let rowBytes = count * ATTRIBUTE_BYTES;
  for (let each = entry; each < end; each += ENTRY_WORDS * 4)
    rowBytes += filledUp(word(each, ENTRY_NAME_LENGTH) + valueLength(each));
  let row = beginRecord(bytes, record, count, rowBytes);
  for (; entry < end; entry += ENTRY_WORDS * 4) {
    const nameLength = word(entry, ENTRY_NAME_LENGTH);
    const offset = word(entry, ENTRY_VALUE_OFFSET);
    const length = valueLength(entry);
    const kind = offset == NULL_VALUE ? KIND_CLEARED : KIND_ATTRIBUTE;
    store<u32>(row, nameLength | (kind << KIND_SHIFT), 0);
    store<u32>(row, length, 4);
    store<f64>(row, timestamp, 8);
    copyBytes(row + ATTRIBUTE_BYTES, bytes + word(entry, ENTRY_NAME_OFFSET), nameLength);
    copyBytes(row + ATTRIBUTE_BYTES + nameLength, bytes + offset, length);
    row += ATTRIBUTE_BYTES + filledUp(nameLength + length);
  }
}

/**
 * Appends a batch of valid records. One without entries has no rows: its user is enough to exist. Of the first batch
 * `scratch`, an item a record, takes the users that the partitions are chosen by.
 */
export function absorb(
  bytes: usize,
  records: usize,
  count: u32,
  timestamps: usize,
  entries: usize,
  scratch: usize,
): void {
  if (recordCount == 0 && count > 0) choosePartitions(bytes, records, count, scratch);
  for (let index: u32 = 0; index < count; index++) {
    const record = records + index * RECORD_WORDS * 4;
    if (word(record, RECORD_SHAPE) & SHAPE_EVENT) appendEvent(bytes, record);
    else appendAttributes(bytes, record, entries, load<f64>(timestamps + (index << 3)));
  }
  recordCount += count;
}
