import type { RunSet } from './run-set.js';

/** What a merge takes whatever it merges. */
const LEAST = 2 ** 22;
/** Times that the bytes of all runs go into memory in which they are merged at once, at least; and what a record and a row take. */
const TIMES_BYTES = 8;
const RECORD_BYTES = 128;
const ROW_BYTES = 256;

/** As much of the memory as merging some runs can use: asking for all of it is most of what a small merge costs. */
export function enoughMemory({ runs, intervals }: RunSet, memory: number): number {
  let enough = LEAST;
  for (const { bytes } of intervals) enough += TIMES_BYTES * bytes;
  for (const { footer } of runs) enough += RECORD_BYTES * footer.records + ROW_BYTES * footer.rows;
  return Math.min(memory, enough);
}
