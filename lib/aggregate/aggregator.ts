import { SpillwayError } from '../errors.js';
import type { BatchRoom } from '../kernel/batch-room.js';
import { align, giveKernel, type Kernel, reserveMemory, takeKernel } from '../kernel/kernel.js';
import { RECORD_WORDS } from '../kernel/layout/columns.js';
import { PAST_END_BYTES } from '../kernel/layout/partition.js';
import {
  arenaHeadBytes,
  BLOCK_HEAD_BYTES,
  chunkBytesFor,
  PartitionArena,
  type SpillBuffer,
  spillBufferBytes,
} from '../kernel/partition-arena.js';
import { putSplitters, splittersBytes } from '../kernel/put-splitters.js';
import { type RunMeasure, runMeasures } from '../mapping/run-measures.js';
import type { ActivityBatch } from '../records/activity-batch.js';
import type { RunContent } from '../records/run.js';
import type { UserOrder } from '../records/user-order.js';
import { chooseSplitters, sampleUsers } from './choose-splitters.js';
import { partitionsFor } from './partitions-for.js';
import { recordBytes } from './record-bytes.js';

/** Scratch for thinning a block: more would not be used. */
const MAX_SCRATCH = 4 * 2 ** 20;

interface Need {
  /** Bytes of the batch as it is staged. */
  readonly staging: number;
  /** Bytes that its records take at most, with the chunks that they begin. */
  readonly arena: number;
  /** Bytes of its longest record at most. */
  readonly record: number;
}

/**
 * Records in fixed memory, scattered into partitions: the core of `aggregate`. Takes batches until `fits` says no; then
 * `spill` hands out everything that was taken, and it is empty again.
 *
 * Memory: room, if there is one | staging (one batch; scratch while spilling) | splitters | two buffers | heads of
 * partitions | arena. A batch that lies in the room is taken from there. One that would not fit into the empty budget is given
 * what it needs: one batch can always be taken.
 */
export class Aggregator {
  #openKernel: Kernel | undefined;
  readonly #room: BatchRoom | undefined;
  readonly #memory: number;
  readonly #order: UserOrder;
  readonly #content: RunContent;
  #splitters: readonly Uint8Array[] | undefined;
  #arena: PartitionArena | undefined;
  #measures: readonly RunMeasure[] | undefined;
  #staging = 0;
  #bufferBytes = 0;
  #end = 0;
  #opened: { readonly end: number; readonly longest: number } | undefined;

  /**
   * `splitters`: where partitions meet. Default: the users of the first batch decide. `room`: where batches may lie, in a
   * kernel that has no other user and that its owner gives back. `content`: rows to fold, whole activities, or facts of them.
   */
  constructor(
    memory: number,
    order: UserOrder,
    splitters?: readonly Uint8Array[],
    room?: BatchRoom,
    content: RunContent = 'rows',
  ) {
    this.#content = content;
    this.#room = room;
    this.#openKernel = room?.kernel ?? takeKernel(memory);
    this.#kernel.exports.orderUsersNumerically(order === 'numeric');
    this.#memory = memory;
    this.#order = order;
    this.#splitters = splitters;
  }

  /** The least user of each partition but the first; known once something was taken. */
  get splitters(): readonly Uint8Array[] {
    return this.#splitters ?? [];
  }

  /** The measures of the activities taken last. */
  get measures(): readonly RunMeasure[] | undefined {
    return this.#measures;
  }

  /** Activities held. */
  get activities(): number {
    return this.#arena === undefined ? 0 : this.#kernel.exports.heldRecords();
  }

  /**
   * Lets records be placed as their lines are scanned, in the room's kernel: where they must end, and how long they may be.
   * Undefined as long as it is to be seen where partitions meet.
   */
  open(): { readonly end: number; readonly longest: number } | undefined {
    if (this.#splitters === undefined) return undefined;
    if (this.#arena === undefined) this.#layOut({ staging: 0, arena: 0, record: 0 });
    return this.#opened;
  }

  /** True if the batch can be taken without handing out first what is held; it was, if its records were placed as they were scanned. */
  fits(batch: ActivityBatch): boolean {
    if (batch.taken !== undefined) return true;
    const need = this.#needOf(batch);
    return (
      this.activities > 0 &&
      need.staging <= this.#staging &&
      need.record <= this.#bufferBytes &&
      this.#kernel.exports.arenaEnd() + need.arena <= this.#end
    );
  }

  /** Takes a validated batch. The caller has seen that it fits, or holds nothing. */
  absorb(batch: ActivityBatch): void {
    const { memory } = this.#kernel;
    const count = batch.records.length / RECORD_WORDS;
    if (batch.taken !== undefined) {
      if (count === 0) return;
      throw new Error('aggregate: a valid line was left behind others that were taken');
    }
    if (this.#isInRoom(batch)) {
      // To be noted before memory grows, which makes them void.
      const columns = [batch.bytes, batch.records, batch.timestamps, batch.entries] as const;
      const [bytesAt, recordsAt, timestampsAt, entriesAt] = columns.map(({ byteOffset }) => byteOffset);
      if (this.activities === 0) this.#plan(batch);
      this.#append(batch, count, [bytesAt!, recordsAt!, timestampsAt!, entriesAt!]);
      return;
    }
    if (this.activities === 0) this.#plan(batch);
    else this.#reserve(this.#kernel.exports.arenaEnd() + this.#needOf(batch).arena);
    const bytesAt = this.#start;
    const recordsAt = align(bytesAt + batch.bytes.length);
    const timestampsAt = align(recordsAt + batch.records.byteLength);
    const entriesAt = align(timestampsAt + batch.timestamps.byteLength);
    new Uint8Array(memory.buffer).set(batch.bytes, bytesAt);
    new Uint32Array(memory.buffer).set(batch.records, recordsAt / 4);
    new Float64Array(memory.buffer).set(batch.timestamps, timestampsAt / 8);
    new Uint32Array(memory.buffer).set(batch.entries, entriesAt / 4);
    this.#append(batch, count, [bytesAt, recordsAt, timestampsAt, entriesAt]);
  }

  /** Places the records of a batch whose columns are at these addresses; its views of them may be void. */
  #append(
    { mapping }: ActivityBatch,
    count: number,
    [bytesAt, recordsAt, timestampsAt, entriesAt]: readonly [number, number, number, number],
  ): void {
    const { exports } = this.#kernel;
    if (this.#content === 'rows') exports.absorb(bytesAt, recordsAt, count, timestampsAt, entriesAt);
    else if (this.#content === 'facts') exports.absorbFacts(bytesAt, recordsAt, count, timestampsAt);
    else exports.absorbLines(bytesAt, recordsAt, count, timestampsAt, mapping !== undefined);
  }

  /** What is held, partition by partition; each buffer holds until the one after the next is asked for. */
  *spill(): Generator<SpillBuffer, void, void> {
    if (this.activities === 0) return;
    yield* this.#arena!.spill();
    // The memory stays as it is, for the last buffer may still be read; the next batch begins it anew.
    this.#arena = undefined;
  }

  /** Gives its memory up. To be called once, when no buffer of it is read any more; nothing else may be called after it. */
  close(): void {
    if (this.#room === undefined) giveKernel(this.#kernel);
    this.#openKernel = undefined;
  }

  #isInRoom({ bytes }: ActivityBatch): boolean {
    return this.#room !== undefined && bytes.buffer === this.#kernel.memory.buffer;
  }

  /** Where staging begins. */
  get #start(): number {
    return align(this.#room?.end ?? this.#kernel.exports.heapBase());
  }

  get #kernel(): Kernel {
    return this.#openKernel!;
  }

  /** Lays out the memory for a budget and for a first batch that may need more than its share. */
  #plan(batch: ActivityBatch): void {
    this.#measures = runMeasures(batch.mapping);
    this.#splitters ??= chooseSplitters(sampleUsers(batch), this.#order, partitionsFor(this.#memory));
    this.#layOut(this.#needOf(batch));
  }

  #layOut(need: Need): void {
    const kernel = this.#kernel;
    const splitters = this.splitters;
    const partitions = splitters.length + 1;
    // A share for staging that batches of the default size fit into, so that not each of them is an exception.
    const share = Math.floor(this.#memory / 8);
    // More than a batch of any size takes would only be more memory for a small job.
    const wanted =
      this.#room === undefined ? Math.max(MAX_SCRATCH, 2 * need.staging, this.#staging) : MAX_SCRATCH;
    this.#staging = Math.max(need.staging, Math.min(share, wanted));
    this.#bufferBytes = Math.max(need.record, spillBufferBytes(this.#memory));
    const staging = this.#start;
    const table = align(staging + this.#staging);
    const start = align(table + splittersBytes(splitters));
    const plan = { partitions, bufferBytes: this.#bufferBytes };
    const arena = start + arenaHeadBytes(plan);
    this.#end = align(Math.max(this.#memory, arena + need.arena));
    if (this.#end > 2 ** 32 - 65536) {
      throw new SpillwayError(
        'bad-option',
        `aggregate: a batch of lines needs more memory than there can be (4 GiB)`,
      );
    }
    this.#reserve(arena + need.arena);
    putSplitters(kernel, table, splitters);
    this.#opened = { end: this.#end, longest: this.#bufferBytes - BLOCK_HEAD_BYTES - PAST_END_BYTES };
    this.#arena = new PartitionArena({
      ...plan,
      kernel,
      chunkBytes: chunkBytesFor(this.#memory, partitions),
      start,
      scratch: this.#content === 'rows' ? [staging, Math.min(table, staging + MAX_SCRATCH)] : undefined,
    });
  }

  /**
   * Makes sure that memory ends there or later: all of it at once where batches lie in a room, which growing would make void. Elsewhere
   * it grows as it is needed, because asking for all of it is most of what a small job costs.
   */
  #reserve(end: number): void {
    const { memory } = this.#kernel;
    const wanted = this.#room === undefined ? Math.max(end, 2 * memory.buffer.byteLength) : this.#end;
    if (end + PAST_END_BYTES > memory.buffer.byteLength || this.#room !== undefined)
      reserveMemory(memory, Math.min(this.#end, wanted) + PAST_END_BYTES);
  }

  #needOf(batch: ActivityBatch): Need {
    const records = batch.records.length / RECORD_WORDS;
    const columns = batch.records.byteLength + batch.timestamps.byteLength + batch.entries.byteLength;
    const { bytes, record } = recordBytes(batch, this.#content);
    const partitions = this.splitters.length + 1;
    const chunkBytes = chunkBytesFor(this.#memory, partitions);
    // A chunk ends where a record does not fit; and every record may begin a chunk that is hardly used.
    const lost = Math.ceil(bytes / chunkBytes) * Math.min(record, chunkBytes);
    const begun = Math.min(records, partitions) * chunkBytes;
    const staging = this.#isInRoom(batch) ? 0 : batch.bytes.length + columns + 5 * 16;
    return { staging, arena: bytes + lost + begun + records, record };
  }
}
