// Partitions of records in memory, see ../../layout/partition.ts: which a spill writes in order.

import {
  CHUNK_END,
  CHUNK_HEAD_BYTES,
  CHUNK_NEXT,
  PARTITION_BYTES,
  PARTITION_END,
  PARTITION_FIRST,
  PARTITION_HEAD_BYTES,
  PARTITION_LAST,
  PARTITION_LIST_BYTES,
  PARTITION_NEXT,
  PARTITION_RECORDS,
  PARTITION_ROWS,
  PAST_END_BYTES,
} from '../../layout/partition';

let heads: usize = 0;
let lists: usize = 0;
let chunkBytes: u32 = 0;
let arenaStart: usize = 0;
let arenaNext: usize = 0;
let held: u32 = 0;
/** Where chunks must end, and how long records may be, for those that ask. */
let limit: usize = 0;
let longestRecord: u32 = 0;
/** The chunk that `gather` copies next; 0 after the last one. */
let chunk: usize = 0;
let openedHead: usize = 0;

/** Starts with empty partitions, whose heads are at `memoryStart`; chunks of `bytes` bytes are taken from `arena` on. */
export function resetPartitions(memoryStart: usize, count: u32, bytes: u32, arena: usize): void {
  heads = memoryStart;
  lists = heads + count * PARTITION_HEAD_BYTES;
  chunkBytes = bytes;
  memory.fill(heads, 0, count * PARTITION_BYTES);
  arenaStart = arena;
  arenaNext = arena;
  held = 0;
}

/** Records in all partitions. */
export function heldRecords(): u32 {
  return held;
}

/** The end of the last chunk. */
export function arenaEnd(): usize {
  return arenaNext;
}

function headOf(index: u32): usize {
  return heads + index * PARTITION_HEAD_BYTES;
}

function listOf(index: u32): usize {
  return lists + index * PARTITION_LIST_BYTES;
}

/** Sets what `mayPlace` says. */
export function limitRecords(end: usize, bytes: u32): void {
  limit = end;
  longestRecord = bytes;
}

/** Whether a record of that many bytes may be placed: it is not too long, and ends in time wherever it belongs. */
export function mayPlace(bytes: u32): bool {
  return bytes <= longestRecord && arenaNext + newChunkBytes(bytes) <= limit;
}

/** Bytes of the chunk that a record begins. */
function newChunkBytes(bytes: u32): u32 {
  return max(chunkBytes, CHUNK_HEAD_BYTES + bytes + PAST_END_BYTES);
}

/** The place for a record of `bytes` bytes; PAST_END_BYTES more may be written. */
export function placeRecord(index: u32, bytes: u32, rows: u32): usize {
  const head = headOf(index);
  let place = <usize>load<u32>(head, PARTITION_NEXT);
  if (place + bytes + PAST_END_BYTES > <usize>load<u32>(head, PARTITION_END)) place = openChunk(index, bytes);
  store<u32>(head, <u32>place + bytes, PARTITION_NEXT);
  store<u32>(head, load<u32>(head, PARTITION_RECORDS) + 1, PARTITION_RECORDS);
  store<u32>(head, load<u32>(head, PARTITION_ROWS) + rows, PARTITION_ROWS);
  held++;
  return place;
}

function openChunk(index: u32, bytes: u32): usize {
  const head = headOf(index);
  const list = listOf(index);
  const next = arenaNext;
  arenaNext += newChunkBytes(bytes);
  const last = <usize>load<u32>(list, PARTITION_LAST);
  if (last == 0) {
    store<u32>(list, <u32>next, PARTITION_FIRST);
  } else {
    store<u32>(last, <u32>next, CHUNK_NEXT);
    store<u32>(last, load<u32>(head, PARTITION_NEXT), CHUNK_END);
  }
  store<u32>(next, 0, CHUNK_NEXT);
  store<u32>(head, <u32>arenaNext, PARTITION_END);
  store<u32>(list, <u32>next, PARTITION_LAST);
  return next + CHUNK_HEAD_BYTES;
}

export function partitionRecords(index: u32): u32 {
  return load<u32>(headOf(index), PARTITION_RECORDS);
}

export function partitionRows(index: u32): u32 {
  return load<u32>(headOf(index), PARTITION_ROWS);
}

/** `gather` begins with a partition's first record. */
export function openPartition(index: u32): void {
  openedHead = headOf(index);
  chunk = load<u32>(listOf(index), PARTITION_FIRST);
}

function recordsEnd(each: usize): usize {
  return load<u32>(each, CHUNK_NEXT) == 0
    ? load<u32>(openedHead, PARTITION_NEXT)
    : load<u32>(each, CHUNK_END);
}

/** Copies as many of the partition's next chunks as fit into `room` bytes, in a row. Returns their bytes. */
export function gather(to: usize, room: u32): u32 {
  let bytes: u32 = 0;
  for (; chunk != 0; chunk = load<u32>(chunk, CHUNK_NEXT)) {
    const from = chunk + CHUNK_HEAD_BYTES;
    const length = <u32>(recordsEnd(chunk) - from);
    if (bytes + length > room) break;
    memory.copy(to + bytes, from, length);
    bytes += length;
  }
  return bytes;
}

/** Bytes of the next chunk's records; 0 after the last. */
export function nextChunkBytes(): u32 {
  return chunk == 0 ? 0 : <u32>(recordsEnd(chunk) - chunk) - CHUNK_HEAD_BYTES;
}

/** Passes over the next chunk and returns it. Its records stay in place, CHUNK_HEAD_BYTES after its address; its head is free. */
export function passChunk(): usize {
  const passed = chunk;
  chunk = load<u32>(chunk, CHUNK_NEXT);
  return passed;
}
