import { SpillwayError } from '../errors.js';
import { align, giveKernel, type Kernel, reserveMemory, takeKernel } from '../kernel/kernel.js';
import { ENTRY_WORDS, RECORD_LINE_LENGTH, RECORD_WORDS } from '../kernel/layout/columns.js';
import type { ActivityBatch } from '../records/activity-batch.js';
import type { UserOrder } from '../records/user-order.js';
import { blockAt, blockNamesBytes, blockTarget, type RunBlock, useBlockNames } from '../runs/run-block.js';

/** The rows of a partition and what sorts them fit into an L2 cache of a mebibyte; so do the ends of this many partitions. */
const ROWS_OF_PARTITION = 2 ** 19;
const MAX_PARTITIONS = 2048;
/** Head and splitter. */
const PARTITION_BYTES = 24 + 8;
/** What a partition may take besides its rows: a chunk that is hardly used. */
const CHUNK_BYTES = 8192;

/** A row without its texts, the rounding of its length, its item. */
const ROW_BYTES = 16 + 8 + 16;
/** A record without its user, the rounding of its length, the head of a chunk, its item. */
const RECORD_BYTES = 8 + 8 + 8 + 16;
/** What a row takes in a block besides its texts, at most: ROW_OVERHEAD of run-writer.ts. */
const ROW_OVERHEAD = 64;
/** Bytes past the last text that may be read, though not used. */
const READ_PAST = 16;
/** An item: see sort.ts. */
const ITEM_BYTES = 16;

interface Need {
  /** Bytes of the batch as it is staged. */
  readonly staging: number;
  /** Bytes that its records and rows take at most, with what sorting them takes. */
  readonly arena: number;
  /** Bytes of the longest block that one row of it may need. */
  readonly block: number;
}

/**
 * Rows in fixed memory, sorted and folded: the core of `aggregate`. Takes batches until `fits` says no; then `blocks`
 * hands out everything that was taken as the blocks of one run, and it is empty again.
 *
 * Memory: staging (one batch) | two block buffers | names of a block | heads of partitions | arena. A batch that would
 * not fit into the empty budget is given what it needs: one batch can always be taken.
 */
export class Aggregator {
  #openKernel: Kernel | undefined;
  readonly #memory: number;
  readonly #blockTarget: number;
  #staging = 0;
  #blockBytes = 0;
  #block = 0;
  /** Nothing was taken yet, or all of it has left as blocks: whatever the kernel still holds. */
  #empty = true;

  constructor(memory: number, order: UserOrder) {
    this.#openKernel = takeKernel(memory);
    this.#kernel.exports.orderUsersNumerically(order === 'numeric');
    this.#memory = memory;
    this.#blockTarget = blockTarget(memory);
  }

  /** Activities held. */
  get activities(): number {
    return this.#empty ? 0 : this.#kernel.exports.heldRecords();
  }

  /** True if the batch can be taken without handing out first what is held. */
  fits(batch: ActivityBatch): boolean {
    const need = needOf(batch);
    const { exports } = this.#kernel;
    return (
      this.activities > 0 &&
      need.staging <= this.#staging &&
      need.block <= this.#blockBytes &&
      BigInt(need.arena) <= exports.roomLeft()
    );
  }

  /** Takes a validated batch. The caller has seen that it fits, or holds nothing. */
  absorb(batch: ActivityBatch): void {
    if (this.activities === 0) this.#plan(needOf(batch));
    const { exports, memory } = this.#kernel;
    const records = batch.records.length / RECORD_WORDS;
    const bytesAt = align(exports.heapBase());
    const recordsAt = align(bytesAt + batch.bytes.length);
    const timestampsAt = align(recordsAt + batch.records.byteLength);
    const entriesAt = align(timestampsAt + batch.timestamps.byteLength);
    const scratchAt = align(entriesAt + batch.entries.byteLength);
    new Uint8Array(memory.buffer).set(batch.bytes, bytesAt);
    new Uint32Array(memory.buffer).set(batch.records, recordsAt / 4);
    new Float64Array(memory.buffer).set(batch.timestamps, timestampsAt / 8);
    new Uint32Array(memory.buffer).set(batch.entries, entriesAt / 4);
    exports.absorb(bytesAt, recordsAt, records, timestampsAt, entriesAt, scratchAt);
  }

  /**
   * The rows held, sorted and folded, as blocks of a run; each is valid until the one after the next is asked for, so
   * that it can be written while the next one is made.
   */
  *blocks(): Generator<RunBlock, void, void> {
    if (this.activities === 0) return;
    const { exports } = this.#kernel;
    exports.openFold();
    const buffers = [this.#block, this.#block + align(this.#blockBytes)] as const;
    for (let buffer: 0 | 1 = 0; exports.encodeBlock(buffers[buffer], this.#blockTarget) > 0; ) {
      yield blockAt(this.#kernel, buffers[buffer]);
      buffer = buffer === 0 ? 1 : 0;
    }
    // The memory stays as it is, for the last block may still be read; the next batch begins it anew.
    this.#empty = true;
  }

  /** Gives its memory up. To be called once, when no block of it is read any more; nothing else may be called after it. */
  close(): void {
    giveKernel(this.#kernel);
    this.#openKernel = undefined;
  }

  get #kernel(): Kernel {
    return this.#openKernel!;
  }

  /** Lays out the memory for a budget and for a first batch that may need more than its share. */
  #plan(need: Need): void {
    const { exports, memory } = this.#kernel;
    // A share for staging that batches of the default size fit into, so that not each of them is an exception.
    this.#staging = Math.max(need.staging, Math.floor(this.#memory / 8));
    this.#blockBytes = Math.max(need.block, this.#blockTarget);
    const count = partitionsFor(this.#memory);
    this.#block = align(exports.heapBase()) + align(this.#staging);
    const blockNames = this.#block + 2 * align(this.#blockBytes);
    const partitions = align(blockNames + blockNamesBytes(this.#blockTarget));
    const arena = align(partitions + count * PARTITION_BYTES);
    const end = align(Math.max(this.#memory, arena + need.arena + count * CHUNK_BYTES));
    if (end > 2 ** 32 - 65536) {
      throw new SpillwayError(
        'bad-option',
        `aggregate: a batch of lines needs more memory than there can be (4 GiB)`,
      );
    }
    reserveMemory(memory, end + READ_PAST);
    this.#empty = false;
    useBlockNames(this.#kernel, blockNames, this.#blockTarget);
    exports.resetRows(partitions, count, arena, end);
  }
}

/** A power of two, so that looking for one takes the same steps for each. */
function partitionsFor(memory: number): number {
  const wanted = Math.min(MAX_PARTITIONS, Math.max(1, memory / ROWS_OF_PARTITION));
  return 2 ** Math.floor(Math.log2(wanted));
}

function needOf(batch: ActivityBatch): Need {
  const records = batch.records.length / RECORD_WORDS;
  const entries = batch.entries.length / ENTRY_WORDS;
  const rows = records + entries;
  const texts = batch.bytes.length;
  const columns = batch.records.byteLength + batch.timestamps.byteLength + batch.entries.byteLength;
  return {
    staging: texts + columns + records * ITEM_BYTES + 6 * 16,
    // What does not fit behind a chunk's last record leaves as much room there at most as it takes itself.
    arena: 2 * (rows * ROW_BYTES + records * RECORD_BYTES + texts),
    block: longestLine(batch) + ROW_OVERHEAD,
  };
}

/** All texts of a row stand in one line. */
function longestLine(batch: ActivityBatch): number {
  let longest = 0;
  for (let word = RECORD_LINE_LENGTH; word < batch.records.length; word += RECORD_WORDS) {
    longest = Math.max(longest, batch.records[word]!);
  }
  return longest;
}
