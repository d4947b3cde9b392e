import { SummaryBatch } from '../records/summary-batch.js';
import type { UserOrder } from '../records/user-order.js';
import type { UserRange } from '../records/user-range.js';
import { align, instantiateKernel, type Kernel, reserveMemory } from './kernel.js';
import { blockAt, type RunBlock } from './run-block.js';

// Sizes and answers of assembly/merge.ts.
const CURSOR_BYTES = 72 + 4;
const MERGE_DONE = 0;
const MERGE_NEEDS_BLOCK = 1;
/** What a row takes in the output besides its texts, at most. */
const ROW_OVERHEAD = 64;

/** What the merge wants or has made: the next block of a run, or output, or nothing any more. */
export type MergeStep<Output> =
  | { readonly kind: 'needs-block'; readonly run: number }
  | { readonly kind: 'output'; readonly output: Output }
  | { readonly kind: 'done' };

export interface MergerOptions {
  readonly order: UserOrder;
  /** For each run, in source order, the bytes of its largest block. */
  readonly largestBlocks: readonly number[];
  /** Bytes at which an output ends, unless a single row is longer. */
  readonly target: number;
  /** Rows of other users are passed over. Default: all users. */
  readonly users?: UserRange;
}

/**
 * The k-way merge of runs, without files: it asks for blocks and gives output. Give each run its first block, then
 * call `step` and do what it says until it is done.
 *
 * Memory: cursors and heap | copy of the last user | bounds of the users | output | a block of each run.
 */
abstract class Merger<Output> {
  protected readonly kernel: Kernel;
  protected readonly output: number;
  protected readonly target: number;
  readonly #buffers: number[] = [];
  #done = false;

  constructor({ order, largestBlocks, target, users: { from, before } = {} }: MergerOptions) {
    this.kernel = instantiateKernel();
    const { exports, memory } = this.kernel;
    const largest = Math.max(0, ...largestBlocks);
    const heads = align(exports.heapBase());
    const lastUser = align(heads + largestBlocks.length * CURSOR_BYTES);
    const first = align(lastUser + largest);
    const limit = first + (from?.length ?? 0);
    this.output = align(limit + (before?.length ?? 0));
    this.target = target;
    let next = align(this.output + Math.max(target, largest + ROW_OVERHEAD));
    for (const bytes of largestBlocks) {
      this.#buffers.push(next);
      next = align(next + bytes);
    }
    reserveMemory(memory, next);
    exports.orderUsersNumerically(order === 'numeric');
    exports.resetMerge(heads, largestBlocks.length);
    const bytes = new Uint8Array(memory.buffer);
    if (from !== undefined) bytes.set(from, first);
    if (before !== undefined) bytes.set(before, limit);
    exports.boundUsers(first, from?.length ?? 0, before === undefined ? 0 : limit, before?.length ?? 0);
    exports.resetSummaries(lastUser);
    this.beginOutput();
  }

  protected abstract beginOutput(): void;
  protected abstract merge(): number;
  /** What has been written since `beginOutput`, undefined if nothing. */
  protected abstract takeOutput(): Output | undefined;

  /** Gives a run its first block. False if no row of it belongs to the users: then give it the next one. */
  open(run: number, block: Uint8Array): boolean {
    this.#load(run, block);
    return this.kernel.exports.addRun(run, this.#buffers[run]!, block.length) !== 0;
  }

  /** Gives the run that `step` named its next block; undefined: the run has ended. */
  refill(block: Uint8Array | undefined): void {
    if (block !== undefined) this.#load(this.kernel.exports.waitingRun(), block);
    this.kernel.exports.refill(block?.length ?? 0);
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

  #load(run: number, block: Uint8Array): void {
    new Uint8Array(this.kernel.memory.buffer).set(block, this.#buffers[run]!);
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
    return block.bytes.length === 0 ? undefined : block;
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
    return new SummaryBatch(
      new Uint8Array(memory.buffer).slice(this.output, this.output + length),
      exports.summaryUsers(),
    );
  }
}
