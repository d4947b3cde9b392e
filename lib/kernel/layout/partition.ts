// Partitions in memory. This file is compiled twice, by tsc and by asc: plain constants only.
//
// A partition is a list of chunks, its records in the order in which they came. Its head, u32 each:
//   PARTITION_NEXT        where its next record goes
//   PARTITION_END         end of its last chunk
//   PARTITION_FIRST       its first chunk; 0: it has none
//   PARTITION_LAST        its last chunk
//   PARTITION_RECORDS, PARTITION_ROWS    how many it holds
// Chunk: CHUNK_NEXT u32, the next chunk, 0 if there is none; CHUNK_END u32, the end of its records once another follows;
// then whole records.

export const PARTITION_NEXT = 0;
export const PARTITION_END = 4;
export const PARTITION_FIRST = 8;
export const PARTITION_LAST = 12;
export const PARTITION_RECORDS = 16;
export const PARTITION_ROWS = 20;
export const PARTITION_BYTES = 24;

export const CHUNK_NEXT = 0;
export const CHUNK_END = 4;
export const CHUNK_HEAD_BYTES = 8;

/** Bytes past a text that copying it may write, and reading it may touch. */
export const PAST_END_BYTES = 16;

// Splitters: the least user of each partition but the first, ascending. Three tables in a row, with an entry for each
// splitter: keys (u64), addresses of the users (u32), their lengths (u32).
export const SPLITTER_KEY_BYTES = 8;
export const SPLITTER_ADDRESS_BYTES = 4;
export const SPLITTER_LENGTH_BYTES = 4;
/** Of a splitter in the three tables. */
export const SPLITTER_BYTES = 16;
