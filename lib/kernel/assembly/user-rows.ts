// The rows of one user after another, in the order of the output, partition by partition. Sorting moves no rows; it
// lays items (see sort.ts) into the memory behind them:
//   an item for each record of the partition, by user | an item for each row of one user, by section and name

import { compareBytes, equalBytes, prefix } from './bytes';
import {
  chunkRecords,
  chunkRecordsEnd,
  chunksEnd,
  endOfPartitions,
  firstChunk,
  firstPartition,
  keyIsWhole,
  nextChunk,
  PARTITION_BYTES,
  partitionKey,
} from './partitions';
import { recordBytes, recordRows, recordUser, rowEnd, rowIsEvent, rowName, rowNameLength } from './rows';
import { ITEM_BYTES, itemAddress, itemNote, putItem, putNote, sort } from './sort';
import { compareUsers, userPrefix } from './user-order';

/** Address of the user's length, its bytes follow. */
export let user: usize = 0;
/** The items of its rows: attributes by name, then events by name. */
export let firstRow: usize = 0;
export let rowsEnd: usize = 0;

const CACHE_LINE: usize = 64;

const EVENT_SECTION: u64 = 1 << 63;

let partition: usize = 0;
let record: usize = 0;
let recordsEnd: usize = 0;

/** Begins with the first user. Nothing may be appended until the last one has been met. */
export function openRows(): void {
  partition = firstPartition();
  record = 0;
  recordsEnd = 0;
}

/** Moves to the next user. False when there is none left. */
export function nextUser(): bool {
  while (record == recordsEnd) {
    if (partition == endOfPartitions()) return false;
    openPartition();
    partition += PARTITION_BYTES;
  }
  user = recordUser(itemAddress(record));
  rowsEnd = firstRow;
  do {
    addRows(itemAddress(record));
    record += ITEM_BYTES;
  } while (record < recordsEnd && isUsers(itemAddress(record)));
  sort(firstRow, <u32>(rowsEnd - firstRow) / ITEM_BYTES, namePrecedes);
  return true;
}

/** Loaded for its side effect: the cache line is on its way while others are asked for. */
let touched: u32 = 0;

/** Asks for a chunk, so that its cache misses overlap: a record leads to the next, and each would wait for its own. */
function touch(from: usize, end: usize): void {
  let sum: u32 = 0;
  for (let each = from; each < end; each += CACHE_LINE) sum += load<u32>(each);
  touched += sum;
}

/** Sorts the records of a partition by their users. */
function openPartition(): void {
  record = (chunksEnd + 15) & ~15;
  recordsEnd = record;
  for (let chunk = firstChunk(partition); chunk != 0; chunk = nextChunk(chunk)) {
    const end = chunkRecordsEnd(partition, chunk);
    touch(chunk, end);
    for (let each = chunkRecords(chunk); each < end; each += recordBytes(each)) {
      const text = recordUser(each);
      const length = load<u32>(text);
      putItem(recordsEnd, partitionKey(text + 4, length), each);
      putNote(recordsEnd, length);
      recordsEnd += ITEM_BYTES;
    }
  }
  sort(record, <u32>(recordsEnd - record) / ITEM_BYTES, userPrecedes);
  firstRow = recordsEnd;
}

/** Items note the lengths of their users: of those that the key shows whole nothing else is asked. */
function userPrecedes(a: usize, b: usize): bool {
  const aLength = itemNote(a);
  const bLength = itemNote(b);
  if (keyIsWhole(max(aLength, bLength))) return aLength < bLength;
  const aUser = recordUser(itemAddress(a)) + 4;
  const bUser = recordUser(itemAddress(b)) + 4;
  const aPrefix = userPrefix(aUser, aLength);
  const bPrefix = userPrefix(bUser, bLength);
  if (aPrefix != bPrefix) return aPrefix < bPrefix;
  return compareUsers(aUser, aLength, bUser, bLength) < 0;
}

function isUsers(record: usize): bool {
  const text = recordUser(record);
  const length = load<u32>(user);
  return load<u32>(text) == length && equalBytes(text + 4, user + 4, length);
}

function addRows(record: usize): void {
  const end = record + recordBytes(record);
  for (let row = recordRows(record); row < end; row = rowEnd(row)) {
    const key = prefix(rowName(row), rowNameLength(row)) >> 1;
    putItem(rowsEnd, rowIsEvent(row) ? key | EVENT_SECTION : key, row);
    rowsEnd += ITEM_BYTES;
  }
}

/** Orders rows whose names begin with the same bytes; of one section, which their prefixes tell. */
function namePrecedes(aItem: usize, bItem: usize): bool {
  const a = itemAddress(aItem);
  const b = itemAddress(bItem);
  return compareBytes(rowName(a), rowNameLength(a), rowName(b), rowNameLength(b)) < 0;
}

/** Whether two rows have the same section and name. */
export function sameName(a: usize, b: usize): bool {
  const length = rowNameLength(a);
  return (
    rowIsEvent(a) == rowIsEvent(b) && rowNameLength(b) == length && equalBytes(rowName(a), rowName(b), length)
  );
}
