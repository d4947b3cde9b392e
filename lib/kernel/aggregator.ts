import { SpillwayError } from '../errors.js';
import type { ActivityBatch } from '../records/activity-batch.js';
import type { UserOrder } from '../records/user-order.js';
import { ENTRY_WORDS, RECORD_LINE_LENGTH, RECORD_WORDS } from './columns.js';
import { align, instantiateKernel, type Kernel, reserveMemory } from './kernel.js';
import { blockAt, blockNamesBytes, type RunBlock, useBlockNames } from './run-block.js';

// Parts of the budget. A run of the challenge's third data set holds a text for every 5 rows or so; who has more texts
// than a table takes spills earlier, and is none the worse for it.
const USER_SLOTS_PART = 1 / 8;
const NAME_SLOTS_PART = 1 / 16;
const SLOT_BYTES = 16;
const TABLE_HEADS_BYTES = 32;
/** Linear probing stays short while a quarter of the slots is empty. */
const MAX_LOAD = 0.75;

/** A row without its texts, the rounding of its length, its sort key. */
const ROW_BYTES = 24 + 8 + 8;
/** What a row takes in a block besides its texts, at most: ROW_OVERHEAD of run-writer.ts. */
const ROW_OVERHEAD = 64;
/** Bytes past the last text that may be read, though not used. */
const READ_PAST = 16;
/** An interned text besides its bytes: its length, rounding, and what ranking takes. */
const TEXT_BYTES = 4 + 8 + 16;

/**
 * A block of a run: 1/256 of the budget, so that 64 runs, two blocks each, are merged in half of it; but one that stays
 * in the processor's cache from its encoding to its writing, and a merge of some users reads up to two blocks of each
 * run that hold few of them.
 */
const MIN_BLOCK = 4 * 1024;
const MAX_BLOCK = 256 * 1024;

export function blockTarget(memory: number): number {
  return Math.min(MAX_BLOCK, Math.max(MIN_BLOCK, Math.floor(memory / 256)));
}

interface Need {
  readonly rows: number;
  readonly users: number;
  readonly names: number;
  /** Bytes of the batch as it is staged. */
  readonly staging: number;
  /** Bytes that its rows and texts take at most, with what sorting them takes. */
  readonly arena: number;
  /** Bytes of the longest block that one row of it may need. */
  readonly block: number;
}

/**
 * Rows in fixed memory, sorted and folded: the core of `aggregate`. Takes batches until `fits` says no; then `blocks`
 * hands out everything that was taken as the blocks of one run, and it is empty again.
 *
 * Memory: staging (one batch) | two block buffers | names of a block | tables | arena. A batch that would not fit into the empty budget is
 * given what it needs: one batch can always be taken.
 */
export class Aggregator {
  readonly #kernel: Kernel;
  readonly #memory: number;
  readonly #blockTarget: number;
  #staging = 0;
  #blockBytes = 0;
  #block = 0;
  #maxUsers = 0;
  #maxNames = 0;
  /** All that was taken has left as blocks. */
  #handedOut = false;

  constructor(memory: number, order: UserOrder) {
    this.#kernel = instantiateKernel();
    this.#kernel.exports.orderUsersNumerically(order === 'numeric');
    this.#memory = memory;
    this.#blockTarget = blockTarget(memory);
  }

  get rows(): number {
    return this.#handedOut ? 0 : this.#kernel.exports.heldRows();
  }

  get users(): number {
    return this.#handedOut ? 0 : this.#kernel.exports.heldUsers();
  }

  /** True if the batch can be taken without handing out first what is held. */
  fits(batch: ActivityBatch): boolean {
    const need = needOf(batch);
    const { exports } = this.#kernel;
    return (
      this.users > 0 &&
      need.staging <= this.#staging &&
      need.block <= this.#blockBytes &&
      this.users + need.users <= this.#maxUsers &&
      exports.heldNames() + need.names <= this.#maxNames &&
      BigInt(need.arena) <= exports.roomLeft()
    );
  }

  /** Takes a validated batch. The caller has seen that it fits, or holds nothing. */
  absorb(batch: ActivityBatch): void {
    if (this.users === 0) this.#plan(needOf(batch));
    const { exports, memory } = this.#kernel;
    const records = batch.records.length / RECORD_WORDS;
    const bytesAt = align(exports.heapBase());
    const recordsAt = align(bytesAt + batch.bytes.length);
    const timestampsAt = align(recordsAt + batch.records.byteLength);
    const entriesAt = align(timestampsAt + batch.timestamps.byteLength);
    const hashesAt = align(entriesAt + batch.entries.byteLength);
    new Uint8Array(memory.buffer).set(batch.bytes, bytesAt);
    new Uint32Array(memory.buffer).set(batch.records, recordsAt / 4);
    new Float64Array(memory.buffer).set(batch.timestamps, timestampsAt / 8);
    new Uint32Array(memory.buffer).set(batch.entries, entriesAt / 4);
    exports.absorb(
      bytesAt,
      recordsAt,
      records,
      timestampsAt,
      entriesAt,
      batch.entries.length / ENTRY_WORDS,
      hashesAt,
    );
  }

  /**
   * The rows held, sorted and folded, as blocks of a run; each is valid until the one after the next is asked for, so
   * that it can be written while the next one is made.
   */
  *blocks(): Generator<RunBlock, void, void> {
    if (this.users === 0) return;
    const { exports } = this.#kernel;
    exports.sortRows();
    const buffers = [this.#block, this.#block + align(this.#blockBytes)] as const;
    for (let buffer: 0 | 1 = 0; exports.encodeBlock(buffers[buffer], this.#blockTarget) > 0; ) {
      yield blockAt(this.#kernel, buffers[buffer]);
      buffer = buffer === 0 ? 1 : 0;
    }
    // The memory stays as it is, for the last block may still be read; the next batch begins it anew.
    this.#handedOut = true;
  }

  /** Lays out the memory for a budget and for a first batch that may need more than its share. */
  #plan(need: Need): void {
    const { exports, memory } = this.#kernel;
    // A share for staging that batches of the default size fit into, so that not each of them is an exception.
    this.#staging = Math.max(need.staging, Math.floor(this.#memory / 8));
    this.#blockBytes = Math.max(need.block, this.#blockTarget);
    const userSlots = slotsFor(this.#memory * USER_SLOTS_PART, need.users);
    const nameSlots = slotsFor(this.#memory * NAME_SLOTS_PART, need.names);
    this.#maxUsers = Math.floor(userSlots * MAX_LOAD);
    this.#maxNames = Math.floor(nameSlots * MAX_LOAD);
    this.#block = align(exports.heapBase()) + align(this.#staging);
    const blockNames = this.#block + 2 * align(this.#blockBytes);
    const tables = align(blockNames + blockNamesBytes(this.#blockTarget, 'note'));
    const arena = align(tables + TABLE_HEADS_BYTES + (userSlots + nameSlots) * SLOT_BYTES);
    const end = align(Math.max(this.#memory, arena + need.arena + ROW_BYTES));
    if (end > 2 ** 32 - 65536) {
      throw new SpillwayError(
        'bad-option',
        `aggregate: a batch of lines needs more memory than there can be (4 GiB)`,
      );
    }
    reserveMemory(memory, end + READ_PAST);
    this.#handedOut = false;
    useBlockNames(this.#kernel, blockNames, this.#blockTarget, 'note');
    exports.resetRows(tables, userSlots, nameSlots, arena, end);
  }
}

function slotsFor(bytes: number, texts: number): number {
  return Math.max(16, Math.floor(bytes / SLOT_BYTES), Math.ceil(texts / MAX_LOAD) + 1);
}

function needOf(batch: ActivityBatch): Need {
  const records = batch.records.length / RECORD_WORDS;
  const entries = batch.entries.length / ENTRY_WORDS;
  const rows = records + entries;
  const texts = batch.bytes.length;
  const columns = batch.records.byteLength + batch.timestamps.byteLength + batch.entries.byteLength;
  return {
    rows,
    users: records,
    names: rows,
    staging: texts + columns + 4 * (2 * records + entries) + 6 * 16,
    // Every text is counted twice: as a value or id in its row, and as a name or user that is new.
    arena: rows * ROW_BYTES + (records + rows) * TEXT_BYTES + 2 * texts,
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
