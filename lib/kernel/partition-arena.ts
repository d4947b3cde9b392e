import { align, type Kernel } from './kernel.js';
import { CHUNK_HEAD_BYTES, PARTITION_BYTES, PAST_END_BYTES } from './layout/partition.js';

/** Room before the records of a block for its head, which the writer fills in: as much as a chunk has. */
export const BLOCK_HEAD_BYTES = CHUNK_HEAD_BYTES;

/** Whole records of a partition in a spill, without gaps. */
export interface SpilledBlock {
  readonly partition: number;
  /** Where its head is to be, in the buffer; the records follow it. */
  readonly at: number;
  /** Bytes of its records. */
  readonly bytes: number;
  readonly records: number;
  readonly rows: number;
}

/** Blocks of ascending partitions, one behind the other, to be written as they stand. */
export interface SpillBuffer {
  readonly bytes: Uint8Array;
  readonly blocks: readonly SpilledBlock[];
}

/** A block is at most this long, unless a single record is longer. */
export const MAX_BLOCK_BYTES = 256 * 1024;
const MIN_BUFFER_BYTES = 4 * 1024;

/** Bytes of each of the two buffers of a spill. */
export function spillBufferBytes(memory: number): number {
  return Math.min(MAX_BLOCK_BYTES, Math.max(MIN_BUFFER_BYTES, Math.floor(memory / 64)));
}

/** Chunks are small enough that every partition's last one, half of it free, takes a sixteenth of the arena at most. */
const MIN_CHUNK_BYTES = 256;
const MAX_CHUNK_BYTES = 4096;

export function chunkBytesFor(arena: number, partitions: number): number {
  return Math.min(MAX_CHUNK_BYTES, Math.max(MIN_CHUNK_BYTES, Math.floor(arena / partitions / 16)));
}

const NOTHING = { records: 0, rows: 0 };

/** Partitions that are tried first, about: thinning all of them must be worth its time. */
const TRIED_FIRST = 32;
/** Thinning pays if less than this remains: it takes as long as writing and reading about half of what it looks at. */
const WORTH_THINNING = 0.5;
/** A partition this many times as large as most is tried for itself. */
const HEAVY = 4;

export interface ArenaPlan {
  readonly kernel: Kernel;
  readonly partitions: number;
  readonly chunkBytes: number;
  readonly bufferBytes: number;
  /** Memory for the two buffers, the heads of the partitions and their chunks. */
  readonly start: number;
  /** Memory that thinning may use while partitions are written. Undefined: nothing is left out. */
  readonly scratch: readonly [from: number, end: number] | undefined;
}

/** Bytes that an arena takes besides its chunks. */
export function arenaHeadBytes({
  partitions,
  bufferBytes,
}: Pick<ArenaPlan, 'partitions' | 'bufferBytes'>): number {
  return 2 * align(bufferBytes) + align(partitions * PARTITION_BYTES);
}

/** Records in memory, in partitions, and the spilling of them. */
export class PartitionArena {
  readonly #plan: ArenaPlan;
  readonly #heads: number;

  constructor(plan: ArenaPlan) {
    this.#plan = plan;
    this.#heads = plan.start + 2 * align(plan.bufferBytes);
    this.reset();
  }

  /** Where its chunks begin. */
  get chunksStart(): number {
    return this.#plan.start + arenaHeadBytes(this.#plan);
  }

  reset(): void {
    const { kernel, partitions, chunkBytes } = this.#plan;
    kernel.exports.resetPartitions(this.#heads, partitions, chunkBytes, this.chunksStart);
  }

  /**
   * What all partitions hold, in their order, each in the order of its records; rows that cannot matter are left out where
   * that is worth it. A buffer holds until the one after the next is asked for. The arena stays as it is.
   */
  *spill(): Generator<SpillBuffer, void, void> {
    const { kernel, partitions, bufferBytes, start } = this.#plan;
    const thinned = this.#thinned();
    let [buffer, other] = [start, start + align(bufferBytes)];
    let blocks: SpilledBlock[] = [];
    let used = 0;
    const flush = (): SpillBuffer => {
      const full = { bytes: new Uint8Array(kernel.memory.buffer, buffer, used), blocks };
      [buffer, other] = [other, buffer];
      [blocks, used] = [[], 0];
      return full;
    };
    for (let partition = 0; partition < partitions; partition++) {
      kernel.exports.openPartition(partition);
      let untold = {
        records: kernel.exports.partitionRecords(partition),
        rows: kernel.exports.partitionRows(partition),
      };
      for (let next = kernel.exports.nextChunkBytes(); next > 0; next = kernel.exports.nextChunkBytes()) {
        const room = bufferBytes - used - BLOCK_HEAD_BYTES - PAST_END_BYTES;
        if (used > 0 && next > room) {
          yield flush();
          continue;
        }
        let block: Omit<SpilledBlock, 'at'>;
        if (next > room) {
          // A record that is longer than a buffer: it is written from where it stands.
          const chunk = kernel.exports.passChunk();
          const lone = { records: 1, rows: kernel.exports.recordRows(chunk + CHUNK_HEAD_BYTES) };
          block = { partition, bytes: next, ...(thinned.has(partition) ? lone : untold) };
          yield {
            bytes: new Uint8Array(kernel.memory.buffer, chunk, BLOCK_HEAD_BYTES + next),
            blocks: [{ ...block, at: 0 }],
          };
        } else {
          block = this.#gather(
            partition,
            buffer + used + BLOCK_HEAD_BYTES,
            room,
            thinned.has(partition),
            untold,
          );
          blocks.push({ ...block, at: used });
          used += BLOCK_HEAD_BYTES + block.bytes;
        }
        if (!thinned.has(partition)) untold = NOTHING;
      }
    }
    if (used > 0) yield flush();
  }

  /** The next block of the partition that is open. */
  #gather(
    partition: number,
    to: number,
    room: number,
    thinned: boolean,
    counts: Pick<SpilledBlock, 'records' | 'rows'>,
  ): Omit<SpilledBlock, 'at'> {
    const { exports } = this.#plan.kernel;
    const bytes = exports.gather(to, room);
    // What a partition holds is told with its first block, unless it is thinned.
    if (!thinned) return { partition, bytes, ...counts };
    const left = exports.thin(to, to + bytes, ...this.#plan.scratch!) - to;
    return { partition, bytes: left, records: exports.thinnedRecords(), rows: exports.thinnedRows() };
  }

  /** The partitions whose records are to be thinned before they are written. */
  #thinned(): Set<number> {
    const { kernel, partitions } = this.#plan;
    const { exports } = kernel;
    const worth = new Set<number>();
    if (this.#plan.scratch === undefined) return worth;
    const heavy = (HEAVY * exports.heldRecords()) / partitions;
    const step = Math.max(1, Math.floor(partitions / TRIED_FIRST));
    let [before, after] = [0, 0];
    for (let partition = 0; partition < partitions; partition++) {
      const isHeavy = exports.partitionRecords(partition) > heavy;
      if (!isHeavy && partition % step !== step >> 1) continue;
      const [bytes, left] = this.#try(partition);
      if (isHeavy && left < bytes * WORTH_THINNING) worth.add(partition);
      if (isHeavy) continue;
      before += bytes;
      after += left;
    }
    if (after >= before * WORTH_THINNING) return worth;
    return new Set(Array.from({ length: partitions }, (_, partition) => partition));
  }

  /** Bytes of a partition's first records, and what is left of them when they are thinned. */
  #try(partition: number): [bytes: number, left: number] {
    const { kernel, bufferBytes, start } = this.#plan;
    kernel.exports.openPartition(partition);
    const bytes = kernel.exports.gather(start, bufferBytes - PAST_END_BYTES);
    return [bytes, kernel.exports.thin(start, start + bytes, ...this.#plan.scratch!) - start];
  }
}
