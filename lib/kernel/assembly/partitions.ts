// Records scattered into partitions by user as they are appended, so that sorting and folding one partition after the
// other finds all it needs in the processor's cache. Partitions are ranges of users in their order: the splitters
// between them are quantiles of the first batch's users. What else comes may fill them unevenly, even all into one: that
// costs time, no more.
//
// A partition is a list of chunks. Its head, u32 each:
//   0 next: where its next record goes    4 end of its last chunk    8 first chunk (0: none)    12 last chunk
//  16 records    20 rows
// Chunk, at a multiple of 8 bytes: 0 next chunk (u32, 0: none)    4 end of its records (u32, once another follows)
//   8 records. A partition's chunks ascend, so that what was appended later stands at the greater address.
// Splitter: u64, the least key of its partition; see `partitionKey`.

import { RECORD_USER_LENGTH, RECORD_USER_OFFSET, RECORD_WORDS } from '../layout/columns';
import { compareBytes, equalBytes, prefix } from './bytes';
import { ITEM_BYTES, itemPrefix, putItem, sortByPrefix } from './sort';
import { userPrefix, usersAreNumeric } from './user-order';

export const PARTITION_BYTES: u32 = 24;
const CHUNK_HEAD_BYTES: u32 = 8;

/**
 * Two pages: a hundred records or so, and of the memory of a partition of its usual size, a mebibyte, what is lost
 * at its end is half a hundredth.
 */
const CHUNK_BYTES: u32 = 8192;

/** Bytes that all users of the first batch begin with do not tell them apart; of longer ones the rest is looked at. */
const MAX_SHARED: u32 = 64;

const shared: usize = memory.data(64);
let sharedLength: u32 = 0;

let heads: usize = 0;
let splitters: usize = 0;
/** A power of two. */
let partitions: u32 = 0;

export let chunksStart: usize = 0;
export let chunksEnd: usize = 0;

/** Starts with empty partitions. Before `chunks` lie the heads and splitters, PARTITION_BYTES + 8 bytes for each. */
export function resetPartitions(memoryStart: usize, count: u32, chunks: usize): void {
  heads = memoryStart;
  splitters = heads + count * PARTITION_BYTES;
  partitions = count;
  memory.fill(heads, 0, count * PARTITION_BYTES);
  chunksStart = (chunks + 7) & ~7;
  chunksEnd = chunksStart;
}

export function firstPartition(): usize {
  return heads;
}

export function endOfPartitions(): usize {
  return heads + partitions * PARTITION_BYTES;
}

export function partitionRecords(partition: usize): u32 {
  return load<u32>(partition, 16);
}

export function partitionRows(partition: usize): u32 {
  return load<u32>(partition, 20);
}

export function firstChunk(partition: usize): usize {
  return load<u32>(partition, 8);
}

export function nextChunk(chunk: usize): usize {
  return load<u32>(chunk, 0);
}

export function chunkRecords(chunk: usize): usize {
  return chunk + CHUNK_HEAD_BYTES;
}

export function chunkRecordsEnd(partition: usize, chunk: usize): usize {
  return chunk == load<u32>(partition, 12) ? load<u32>(partition, 0) : load<u32>(chunk, 4);
}

/** Bytes that appending to every partition may take besides the records: a chunk for each that is hardly used. */
export function chunkSlack(): u32 {
  return partitions * CHUNK_BYTES;
}

/** Where a record of so many bytes, a multiple of 8, goes. */
export function placeRecord(partition: usize, bytes: u32, rows: u32): usize {
  let place = <usize>load<u32>(partition, 0);
  if (bytes > load<u32>(partition, 4) - <u32>place) place = openChunk(partition, bytes);
  store<u32>(partition, <u32>place + bytes, 0);
  store<u32>(partition, load<u32>(partition, 16) + 1, 16);
  store<u32>(partition, load<u32>(partition, 20) + rows, 20);
  return place;
}

function openChunk(partition: usize, bytes: u32): usize {
  const chunk = chunksEnd;
  chunksEnd += max(CHUNK_BYTES, CHUNK_HEAD_BYTES + bytes);
  const last = <usize>load<u32>(partition, 12);
  if (last == 0) {
    store<u32>(partition, <u32>chunk, 8);
  } else {
    store<u32>(last, <u32>chunk, 0);
    store<u32>(last, load<u32>(partition, 0), 4);
  }
  store<u32>(chunk, 0, 0);
  store<u32>(partition, <u32>chunksEnd, 4);
  store<u32>(partition, <u32>chunk, 12);
  return chunk + CHUNK_HEAD_BYTES;
}

/** An integer that never contradicts the order of users: of what follows the shared bytes the first eight. */
export function partitionKey(user: usize, length: u32): u64 {
  if (sharedLength == 0) return userPrefix(user, length);
  if (length >= sharedLength && equalBytes(user, shared, sharedLength))
    return prefix(user + sharedLength, length - sharedLength);
  return compareBytes(user, length, shared, sharedLength) < 0 ? 0 : u64.MAX_VALUE;
}

/** Whether two users of at most so many bytes with one key can only differ in length: by zeros at the end. */
export function keyIsWhole(length: u32): bool {
  return length <= 8 && sharedLength == 0 && !usersAreNumeric();
}

/** The partition of a user. */
export function partitionOf(user: usize, length: u32): usize {
  const key = partitionKey(user, length);
  let index: u32 = 0;
  for (let step = partitions >> 1; step > 0; step >>= 1) {
    const splitter = load<u64>(splitters + ((<usize>(index + step - 1)) << 3));
    index = select(index + step, index, splitter <= key);
  }
  return heads + index * PARTITION_BYTES;
}

/** Chooses the splitters by the users of a batch; `scratch` takes an item a record. */
export function choosePartitions(bytes: usize, records: usize, recordCount: u32, scratch: usize): void {
  shareBytes(bytes, records, recordCount);
  for (let index: u32 = 0; index < recordCount; index++) {
    const record = records + index * RECORD_WORDS * 4;
    const user = bytes + load<u32>(record + RECORD_USER_OFFSET * 4);
    const key = partitionKey(user, load<u32>(record + RECORD_USER_LENGTH * 4));
    putItem(scratch + index * ITEM_BYTES, key, record);
  }
  sortByPrefix(scratch, recordCount);
  for (let index: u32 = 1; index < partitions; index++) {
    const quantile = <u32>((<u64>index * <u64>recordCount) / partitions);
    store<u64>(splitters + ((index - 1) << 3), itemPrefix(scratch + quantile * ITEM_BYTES));
  }
}

/** Notes what all users of a batch begin with. */
function shareBytes(bytes: usize, records: usize, recordCount: u32): void {
  sharedLength = 0;
  if (usersAreNumeric()) return;
  const first = bytes + load<u32>(records + RECORD_USER_OFFSET * 4);
  let common = min(MAX_SHARED, load<u32>(records + RECORD_USER_LENGTH * 4));
  for (let index: u32 = 1; index < recordCount && common > 0; index++) {
    const record = records + index * RECORD_WORDS * 4;
    const user = bytes + load<u32>(record + RECORD_USER_OFFSET * 4);
    const length = min(common, load<u32>(record + RECORD_USER_LENGTH * 4));
    common = 0;
    while (common < length && load<u8>(user + common) == load<u8>(first + common)) common++;
  }
  memory.copy(shared, first, common);
  sharedLength = common;
}
