import type { Kernel } from '../kernel/kernel.js';
import { PAST_END_BYTES } from '../kernel/layout/partition.js';
import { ORDINAL_BYTES } from '../kernel/layout/record.js';
import type { SpillBuffer } from '../kernel/partition-arena.js';
import { BLOCK_HEAD_BYTES } from './run-format.js';

/** The most bytes that the record of a sum takes in addition to its user. */
const SUM_RECORD_BYTES = 256;
/** How much longer than the longest record of the runs one may be that a merge makes. */
export const MORE_BYTES = ORDINAL_BYTES + SUM_RECORD_BYTES;

/** Bytes of memory that a buffer takes which holds any record of at most `largestBlock` bytes. */
export function valuesBufferBytes(largestBlock: number): number {
  return BLOCK_HEAD_BYTES + largestBlock + PAST_END_BYTES;
}

/** Where the kernel puts different values of measures, as records. */
export class ValuesBuffer {
  readonly #kernel: Kernel;
  readonly #start: number;
  readonly #end: number;

  constructor(kernel: Kernel, start: number, largestBlock: number) {
    this.#kernel = kernel;
    this.#start = start;
    this.#end = start + valuesBufferBytes(largestBlock);
    this.#begin();
  }

  /** What it holds, if anything, as a block of a run; valid until the next step. Then it is empty. */
  *rest(): Generator<SpillBuffer, void, void> {
    const { exports, memory } = this.#kernel;
    const length = exports.valuesBytes();
    if (length === 0) return;
    const first = this.#start + BLOCK_HEAD_BYTES;
    const records = exports.countRecords(first, first + length);
    yield {
      bytes: new Uint8Array(memory.buffer, this.#start, BLOCK_HEAD_BYTES + length),
      blocks: [{ partition: 0, at: 0, bytes: length, records, rows: records }],
    };
    this.#begin();
  }

  #begin(): void {
    this.#kernel.exports.beginValues(this.#start + BLOCK_HEAD_BYTES, this.#end);
  }
}
