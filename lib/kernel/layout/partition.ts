// Partitions in memory. This file is compiled twice, by tsc and by asc: plain constants only.
//
// A partition is a list of chunks, its records in the order in which they came. Its head, u32 each:
//   PARTITION_NEXT        where its next record goes
//   PARTITION_END         end of its last chunk
//   PARTITION_RECORDS, PARTITION_ROWS    how many it holds
// The heads of all partitions stand in a row; behind them the ends of their lists, apart because each record changes a head:
//   PARTITION_FIRST       its first chunk; 0: it has none
//   PARTITION_LAST        its last chunk
// Chunk: CHUNK_NEXT u32, the next chunk, 0 if there is none; CHUNK_END u32, the end of its records once another follows;
// then whole records.

export const PARTITION_NEXT = 0;
export const PARTITION_END = 4;
export const PARTITION_RECORDS = 8;
export const PARTITION_ROWS = 12;
export const PARTITION_HEAD_BYTES = 16;

export const PARTITION_FIRST = 0;
export const PARTITION_LAST = 4;
export const PARTITION_LIST_BYTES = 8;

/** Of a partition in both. */
export const PARTITION_BYTES = 24;

export const CHUNK_NEXT = 0;
export const CHUNK_END = 4;
export const CHUNK_HEAD_BYTES = 8;

/** Bytes past a text that copying it may write, and reading it may touch. */
export const PAST_END_BYTES = 16;

// Splitters: the least user of each partition but the first, ascending. Three tables in a row, with an entry for each
// splitter: keys (u64), addresses of the users (u32), their lengths (u32). Where there are at least INDEXED_SPLITTERS,
// a fourth one: for each value of a key's first two bytes, and behind the last one, the number (u16) of splitters below it.
export const SPLITTER_KEY_BYTES = 8;
export const SPLITTER_ADDRESS_BYTES = 4;
export const SPLITTER_LENGTH_BYTES = 4;
/** Of a splitter in the three tables. */
export const SPLITTER_BYTES = 16;
/** Fewer are searched as fast without the index, which takes 128 KiB. */
export const INDEXED_SPLITTERS = 255;
/** How far a key is shifted to leave what it is indexed by. */
export const SPLITTER_INDEX_SHIFT = 48;
export const SPLITTER_INDEX_ENTRIES = 65537;
export const SPLITTER_INDEX_ENTRY_BYTES = 2;
