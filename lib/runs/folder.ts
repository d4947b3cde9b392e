import type { Stop } from '../async/stop-flag.js';
import { SpillwayError } from '../errors.js';
import { align, giveKernel, type Kernel, reserveMemory, takeKernel } from '../kernel/kernel.js';
import {
  FOLD_DONE,
  FOLD_NEEDS_ROOM,
  FOLD_VALUES_FULL,
  PIECE_ADDRESS,
  PIECE_BYTES,
  PIECE_LENGTH,
} from '../kernel/layout/fold.js';
import { PAST_END_BYTES } from '../kernel/layout/partition.js';
import { type SpillBuffer, spillBufferBytes } from '../kernel/partition-arena.js';
import type { RunMeasure } from '../mapping/run-measures.js';
import { SummaryBatch } from '../records/summary-batch.js';
import type { UserOrder } from '../records/user-order.js';
import type { UserRange } from '../records/user-range.js';
import { MEASURE_MODES, type MeasureMode } from './measure-mode.js';
import { measuresBytes, putMeasures } from './put-measures.js';
import { MORE_BYTES, ValuesBuffer, valuesBufferBytes } from './values-buffer.js';

/** Summaries leave in batches of a sixteenth of the memory, but neither tiny nor larger than what caches hold. */
const MIN_SUMMARY_BATCH = 16 * 1024;
const MAX_SUMMARY_BATCH = 256 * 1024;
/** The most bytes that a row takes in the output in addition to its texts. */
const ROW_OVERHEAD = 64;

/** A smaller workspace would fold too few records at once; and a workspace must hold a few blocks of any size. */
const MIN_WORKSPACE = 64 * 1024;
const MIN_BLOCKS = 8;

/** Share of the workspace for records that are read; the rest is for folding them. */
export const LOAD_SHARE = 1 / 3;
/** The most bytes that grouping a record by its user takes: its node, its entry, its part of the table, a user and an item. */
export const RECORD_SHARE = 68;

/** Whole records in the workspace: of one partition, in source order. */
export interface Piece {
  readonly start: number;
  readonly end: number;
}

export interface FolderOptions {
  readonly order: UserOrder;
  /** Bytes. */
  readonly memory: number;
  /** Bytes of the longest block of whole records in the runs. */
  readonly largestBlock: number;
  /** Bytes of the longest user that bounds a range. */
  readonly longestBounds: number;
  /** Of the events in the runs. Default: none. */
  readonly measures?: readonly RunMeasure[] | undefined;
  readonly stop?: Stop | undefined;
}

/**
 * Folds records into summaries, and returns them in batches of similar size, independent of the pieces that were folded.
 *
 * Memory: copy of the last user | output | bounds of users | measures and their values, if there are any | workspace. The caller manages the workspace: it reads records into
 * it, and passes the free rest to `fold` and `thin`.
 */
export class Folder {
  readonly kernel: Kernel;
  /** Bytes of the blocks of temporary runs, unless a record is longer. */
  readonly blockBytes: number;
  readonly #output: number;
  readonly #target: number;
  readonly #bounds: number;
  readonly #largestBlock: number;
  readonly #workspace: number;
  readonly #stop: Stop | undefined;
  readonly measures: readonly RunMeasure[];
  readonly order: UserOrder;
  readonly #values: ValuesBuffer | undefined;
  #end: number;
  #mode: MeasureMode = 'whole';

  constructor({ order, memory, largestBlock, longestBounds, measures = [], stop }: FolderOptions) {
    this.#stop = stop;
    this.measures = measures;
    this.order = order;
    this.blockBytes = spillBufferBytes(memory);
    largestBlock = Math.max(largestBlock, this.blockBytes);
    const measured = measures.length > 0;
    if (measured) largestBlock += MORE_BYTES;
    this.kernel = takeKernel(memory);
    const { exports } = this.kernel;
    exports.orderUsersNumerically(order === 'numeric');
    this.#target = Math.min(MAX_SUMMARY_BATCH, Math.max(MIN_SUMMARY_BATCH, Math.floor(memory / 16)));
    const lastUser = align(exports.heapBase());
    this.#output = align(lastUser + largestBlock + PAST_END_BYTES);
    this.#bounds = align(this.#output + Math.max(this.#target, largestBlock) + ROW_OVERHEAD);
    const table = align(this.#bounds + largestBlock + 2 * longestBounds + 2 * PAST_END_BYTES);
    const values = measured ? align(table + measuresBytes(measures)) : table;
    this.#workspace = measured ? align(values + valuesBufferBytes(largestBlock)) : table;
    this.#largestBlock = largestBlock;
    this.#end = Math.max(memory, this.#workspace + Math.max(MIN_WORKSPACE, MIN_BLOCKS * largestBlock));
    reserveMemory(this.kernel.memory, this.#end + PAST_END_BYTES);
    exports.resetSummaries(lastUser, measured);
    putMeasures(this.kernel, table, measures);
    this.#values = measured ? new ValuesBuffer(this.kernel, values, largestBlock) : undefined;
    exports.beginSummaries(this.#output, this.#target);
  }

  /** Fails with `aborted` once the merge is stopped: for every loop that reads blocks, of which one user may have any number. */
  requireRunning(): void {
    if (this.#stop?.aborted === true) throw new SpillwayError('aborted', 'stopped while merging');
  }

  /** Where the workspace begins. */
  get start(): number {
    return this.#workspace;
  }

  /** Where it ends. */
  get end(): number {
    return this.#end;
  }

  get bytes(): Uint8Array {
    return new Uint8Array(this.kernel.memory.buffer);
  }

  get largestBlock(): number {
    return this.#largestBlock;
  }

  /** Where output is written to: any block fits, and a few bytes past its end may be written. */
  get output(): { readonly start: number; readonly end: number } {
    const bytes = Math.max(this.#target, this.#largestBlock);
    return { start: this.#output, end: this.#output + bytes };
  }

  /** Doubles the workspace: for records that are longer than it was made for. */
  grow(): void {
    this.#end = Math.min(2 ** 32 - 65536, this.#end + (this.#end - this.#workspace));
    reserveMemory(this.kernel.memory, this.#end + PAST_END_BYTES);
  }

  /**
   * Folds pieces of at most `records` records; the workspace is free from `free` on. Returns undefined if everything was folded,
   * otherwise the first user that was not, because it has too many rows. A batch is valid until the next one is requested.
   */
  *fold(
    pieces: readonly Piece[],
    records: number,
    free: number,
  ): Generator<SummaryBatch, Uint8Array | undefined, void> {
    const folding = this.foldMeasured(pieces, records, free);
    for (let next = folding.next(); ; next = folding.next()) {
      if (next.done === true) return next.value;
      if (!(next.value instanceof SummaryBatch))
        throw new Error('values of measures where none were asked for');
      yield next.value;
    }
  }

  /**
   * Like `fold`, but in the mode `parts` also hands out values of measures, as they are to stand in a run; valid until
   * the next step.
   */
  *foldMeasured(
    pieces: readonly Piece[],
    records: number,
    free: number,
  ): Generator<SummaryBatch | SpillBuffer, Uint8Array | undefined, void> {
    const { exports, memory } = this.kernel;
    const table = align(free);
    const rest = this.putPieces(pieces, table);
    if (rest === undefined) return NOBODY;
    if (exports.openFold(table, pieces.length, records, rest, this.#end, MEASURE_MODES[this.#mode]) === 0)
      return NOBODY;
    for (let state = exports.fold(); state !== FOLD_DONE; state = exports.fold()) {
      if (state === FOLD_VALUES_FULL) {
        yield* this.#values!.rest();
        continue;
      }
      if (state !== FOLD_NEEDS_ROOM) {
        return new Uint8Array(memory.buffer, exports.foldUserText(), exports.foldUserLength()).slice();
      }
      yield this.#batch();
      exports.beginSummaries(this.#output, this.#target);
    }
    return undefined;
  }

  /** The values of measures that were not handed out yet. */
  restOfValues(): Generator<SpillBuffer, void, void> {
    return this.#values!.rest();
  }

  /** What the following folds make of measures. */
  set mode(mode: MeasureMode) {
    this.#mode = mode;
  }

  /** Writes pieces for the kernel to `table`. Returns where the workspace is free behind it; undefined if there is no room. */
  putPieces(pieces: readonly Piece[], table: number): number | undefined {
    const rest = align(table + pieces.length * PIECE_BYTES);
    if (rest >= this.#end) return undefined;
    const entries = new DataView(this.kernel.memory.buffer, table, pieces.length * PIECE_BYTES);
    for (const [index, { start, end }] of pieces.entries()) {
      entries.setUint32(index * PIECE_BYTES + PIECE_ADDRESS, start, true);
      entries.setUint32(index * PIECE_BYTES + PIECE_LENGTH, end - start, true);
    }
    return rest;
  }

  /** The summaries that were not returned yet. */
  *rest(): Generator<SummaryBatch, void, void> {
    if (this.kernel.exports.summaryBytes() > 0) yield this.#batch();
    this.kernel.exports.beginSummaries(this.#output, this.#target);
  }

  /** Drops superseded rows from records, in place. Returns the end of the records that are left. */
  thin({ start, end }: Piece, free: number): number {
    return this.kernel.exports.thin(start, end, align(free), this.#end);
  }

  /** Drops the records of all users but those of a range, in place. Returns the end of the records that are left. */
  keepUsers({ start, end }: Piece, { from, before }: UserRange): number {
    const bytes = this.bytes;
    const second = this.#bounds + (from?.length ?? 0) + PAST_END_BYTES;
    if (from !== undefined) bytes.set(from, this.#bounds);
    if (before !== undefined) bytes.set(before, second);
    return this.kernel.exports.keepUsers(
      start,
      end,
      from === undefined ? 0 : this.#bounds,
      from?.length ?? 0,
      before === undefined ? 0 : second,
      before?.length ?? 0,
    );
  }

  /** Call once, when none of its batches is in use. */
  close(): void {
    giveKernel(this.kernel);
  }

  #batch(): SummaryBatch {
    const { exports, memory } = this.kernel;
    const bytes = new Uint8Array(memory.buffer, this.#output, exports.summaryBytes());
    return new SummaryBatch(bytes, exports.summaryUsers());
  }
}

/** The least possible user: nothing was folded. */
const NOBODY = new Uint8Array();
