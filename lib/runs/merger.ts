import { align, giveKernel, type Kernel, reserveMemory, takeKernel } from '../kernel/kernel.js';
import { SummaryBatch } from '../records/summary-batch.js';
import type { UserOrder } from '../records/user-order.js';
import type { UserRange } from '../records/user-range.js';
import { blockAt, blockNamesBytes, type RunBlock, useBlockNames } from './run-block.js';

// Sizes and answers of assembly/cursor.ts and assembly/merge-group.ts.
const CURSOR_BYTES = 80 + 2048;
const PLACE_BYTES = 16;
const USER_KEY_BYTES = 8;
const HEAD_BYTES = CURSOR_BYTES + USER_KEY_BYTES + PLACE_BYTES;
const NAME_BYTES = 8;
const MERGE_DONE = 0;
const MERGE_NEEDS_BLOCK = 1;
/** Bytes past a text that the merge may read, though not use. */
const READ_PAST = 16;
/** What a row takes in the output besides its texts, at most. */
const ROW_OVERHEAD = 64;

/** What the merge wants or has made: the next block of a run, or output, or nothing any more. */
export type MergeStep<Output> =
  | { readonly kind: 'needs-block'; readonly run: number }
  | { readonly kind: 'output'; readonly output: Output }
  | { readonly kind: 'done' };

/** What the blocks of a run take at most. */
export interface BlockSizes {
  /** Bytes of a buffer that holds any of them. */
  readonly bytes: number;
  /** Different names in one of them. */
  readonly names: number;
}

/** Bytes that merging a run takes: two of its blocks, and the names of one. */
export function mergedRunBytes({ bytes, names }: BlockSizes): number {
  return 2 * align(bytes) + HEAD_BYTES + names * NAME_BYTES;
}

export interface MergerOptions {
  readonly order: UserOrder;
  /** In source order. */
  readonly runs: readonly BlockSizes[];
  /** Bytes at which an output ends, unless a single row is longer. */
  readonly target: number;
  /** Rows of other users are passed over. Default: all users. */
  readonly users?: UserRange;
}

/**
 * The k-way merge of runs, without files: it asks for blocks and gives output. Give each run its first block, then
 * call `step` and do what it says until it is done. Blocks are given where they are read to: each stands in one of the
 * two `buffers` of its run, while the other takes the next one.
 *
 * Memory: cursors and line | names of each run | copy of the last user | bounds of the users | output | names of the output |
 * two buffers of each run.
 */
abstract class Merger<Output> {
  protected readonly kernel: Kernel;
  protected readonly output: number;
  protected readonly target: number;
  readonly #buffers: (readonly [Uint8Array, Uint8Array])[] = [];
  readonly #names: number[] = [];
  #done = false;

  constructor({ order, runs, target, users: { from, before } = {} }: MergerOptions) {
    this.kernel = takeKernel(runs.reduce((bytes, run) => bytes + mergedRunBytes(run), 0));
    const { exports, memory } = this.kernel;
    const largest = runs.reduce((most, { bytes }) => Math.max(most, bytes), 0);
    let end = align(exports.heapBase());
    const take = (bytes: number): number => {
      const start = end;
      end = align(end + bytes);
      return start;
    };
    const heads = take(runs.length * HEAD_BYTES + USER_KEY_BYTES);
    for (const { names } of runs) this.#names.push(take(names * NAME_BYTES));
    const lastUser = take(largest);
    const first = take(from?.length ?? 0);
    const limit = take(before?.length ?? 0);
    this.target = target;
    this.output = take(Math.max(target, largest + ROW_OVERHEAD));
    const blockNames = take(blockNamesBytes(target));
    const buffers = runs.map(({ bytes }) => [take(bytes), take(bytes)] as const);
    // All of it at once: growing the memory later would void the buffers.
    reserveMemory(memory, end + READ_PAST);
    for (const [run, [one, other]] of buffers.entries()) {
      const { bytes } = runs[run]!;
      this.#buffers.push([
        new Uint8Array(memory.buffer, one, bytes),
        new Uint8Array(memory.buffer, other, bytes),
      ]);
    }
    exports.orderUsersNumerically(order === 'numeric');
    exports.resetMerge(heads, runs.length, lastUser);
    const bytes = new Uint8Array(memory.buffer);
    if (from !== undefined) bytes.set(from, first);
    if (before !== undefined) bytes.set(before, limit);
    exports.boundUsers(first, from?.length ?? 0, before === undefined ? 0 : limit, before?.length ?? 0);
    exports.resetSummaries(lastUser);
    useBlockNames(this.kernel, blockNames, target);
    this.beginOutput();
  }

  protected abstract beginOutput(): void;
  protected abstract merge(): number;
  /** What has been written since `beginOutput`, undefined if nothing. */
  protected abstract takeOutput(): Output | undefined;

  /** Where the blocks of a run are to be read to, in turn. */
  buffers(run: number): readonly [Uint8Array, Uint8Array] {
    return this.#buffers[run]!;
  }

  /** Gives a run its first block. False if no row of it belongs to the users: then give it the next one. */
  open(run: number, block: Uint8Array): boolean {
    return this.kernel.exports.addRun(run, block.byteOffset, block.length, this.#names[run]!) !== 0;
  }

  /** Gives the run that `step` named its next block; undefined: the run has ended. */
  refill(block: Uint8Array | undefined): void {
    this.kernel.exports.refill(block?.byteOffset ?? 0, block?.length ?? 0);
  }

  /** Goes on as far as it can. Output is valid until the next step. */
  step(): MergeStep<Output> {
    if (this.#done) return { kind: 'done' };
    const state = this.merge();
    if (state === MERGE_NEEDS_BLOCK) return { kind: 'needs-block', run: this.kernel.exports.waitingRun() };
    this.#done = state === MERGE_DONE;
    const output = this.takeOutput();
    this.beginOutput();
    return output === undefined ? { kind: 'done' } : { kind: 'output', output };
  }

  /** To be called once, when nothing reads to the buffers any more. */
  close(): void {
    giveKernel(this.kernel);
  }
}

/** Merges runs into the blocks of one run. */
export class RunMerger extends Merger<RunBlock> {
  protected override beginOutput(): void {
    this.kernel.exports.beginBlock(this.output, this.target);
  }

  protected override merge(): number {
    return this.kernel.exports.mergeRows();
  }

  protected override takeOutput(): RunBlock | undefined {
    const block = blockAt(this.kernel, this.output);
    if (block.bytes.length === 0) return undefined;
    // A copy, since a block may still be written while the next one is made.
    return { ...block, bytes: block.bytes.slice(), lastUser: block.lastUser.slice() };
  }
}

/** Merges runs into summaries. */
export class SummaryMerger extends Merger<SummaryBatch> {
  protected override beginOutput(): void {
    this.kernel.exports.beginSummaries(this.output, this.target);
  }

  protected override merge(): number {
    return this.kernel.exports.mergeSummaries();
  }

  protected override takeOutput(): SummaryBatch | undefined {
    const { exports, memory } = this.kernel;
    const length = exports.summaryBytes();
    if (length === 0) return undefined;
    return new SummaryBatch(new Uint8Array(memory.buffer, this.output, length), exports.summaryUsers());
  }
}
