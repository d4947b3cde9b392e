import { join } from 'node:path';
import { align } from '../kernel/kernel.js';
import { PAST_END_BYTES } from '../kernel/layout/partition.js';
import { arenaHeadBytes, chunkBytesFor, MAX_BLOCK_BYTES, PartitionArena } from '../kernel/partition-arena.js';
import type { UserRange } from '../records/user-range.js';
import { isWholeRange } from '../records/user-range.js';
import { type Folder, LOAD_SHARE, type Piece, RECORD_SHARE } from './folder.js';
import { RunFile } from './run-file.js';
import { mergedRunFileName } from './run-file-name.js';
import { BLOCK_HEAD_BYTES, sliceCounts } from './run-format.js';
import { RunWriter } from './run-writer.js';

/** A partition of a segment of a run. */
export interface Slice {
  readonly run: RunFile;
  readonly segment: number;
  readonly partition: number;
}

/** Records of a range of users, or of keys, in source order. */
export interface Large {
  readonly slices: readonly Slice[];
  readonly users: UserRange;
  /** Whether all rows have one key, or, if they were distributed by users, one user. */
  readonly one: boolean;
}

/** Blocks that are sampled, and rows of each. */
const SAMPLED_BLOCKS = 256;
const MIN_PARTITIONS = 8;
const MAX_PARTITIONS = 256;
/** Sampled keys for each partition: enough that few partitions are twice as large as most. */
const KEYS_OF_PARTITION = 16;
/** Share of the workspace for the sample, and share of the sample for the longest key that is taken. */
const SAMPLE_SHARE = 1 / 8;
const KEY_SHARE = 1 / 32;
/** Share of the workspace for thinning the rows that are spilled. */
const SCRATCH_SHARE = 1 / 8;

/** The slices of a partition that are not empty. */
export function slicesOf(run: RunFile, partition: number): Slice[] {
  return Array.from({ length: run.footer.segments }, (_, segment) => ({ run, segment, partition })).filter(
    ({ segment }) => run.bytesOf(segment, partition, partition + 1) > 0,
  );
}

export function sum(slices: readonly Slice[], count: 'bytes' | 'records'): number {
  return slices.reduce(
    (total, { run, segment, partition }) => total + sliceCounts(run.footer, partition, segment)[count],
    0,
  );
}

/** Bytes of the workspace that records are read into; the rest is for folding them. */
export function roomForRecords(folder: Folder): number {
  return Math.floor((folder.end - folder.start) * LOAD_SHARE);
}

export function bytesToGroup(slices: readonly Slice[]): number {
  return sum(slices, 'records') * RECORD_SHARE;
}

export function keep(folder: Folder, piece: Piece, users: UserRange): number {
  return isWholeRange(users) ? piece.end : folder.keepUsers(piece, users);
}

/** What decides to which partition a row goes: its whole key, or its user alone. */
export type DistributedBy = 'keys' | 'users';

export interface Distributed {
  readonly run: RunFile;
  /** For each of its partitions whether all rows in it have one key, or one user. */
  readonly one: readonly boolean[];
}

/**
 * Distributes records into a temporary run.
 *
 * Memory: sample and splitters | a block | scratch for thinning | the arena.
 */
export async function distribute(
  folder: Folder,
  large: Large,
  by: DistributedBy,
  directory: string,
): Promise<Distributed> {
  const { exports } = folder.kernel;
  const need = Math.max(sum(large.slices, 'bytes'), bytesToGroup(large.slices) / 2);
  const wanted = Math.ceil((4 * need) / roomForRecords(folder));
  const most = Math.min(MAX_PARTITIONS, Math.max(MIN_PARTITIONS, wanted));
  let splitters = await sample(folder, large, by, most);
  while (splitters === 0) {
    folder.grow();
    splitters = await sample(folder, large, by, most);
  }
  const partitions = splitters + 1;
  const one = Array.from({ length: partitions }, (_, partition) => exports.isOneKey(partition) !== 0);
  const block = sampleEnd(folder);
  const scratch = align(block + BLOCK_HEAD_BYTES + folder.largestBlock + PAST_END_BYTES);
  const start = align(scratch + (folder.end - folder.start) * SCRATCH_SHARE);
  const buffers = { partitions, bufferBytes: folder.blockBytes };
  const room = folder.end - start - arenaHeadBytes(buffers);
  const chunkBytes = chunkBytesFor(room, partitions);
  const arena = new PartitionArena({
    ...buffers,
    kernel: folder.kernel,
    chunkBytes,
    start,
    scratch: [scratch, start],
  });
  exports.limitArena(folder.end, chunkBytes);
  const { order } = large.slices[0]!.run;
  const file = join(directory, mergedRunFileName());
  const writer = await RunWriter.open(file, { order, splitters: [], partitions, temporary: true });
  const spill = async (): Promise<void> => {
    await writer.writeSegment(arena.spill());
    arena.reset();
  };
  try {
    for (const { run, segment, partition } of large.slices) {
      for await (const records of run.blocks(segment, partition, folder.bytes.subarray(block, scratch))) {
        folder.requireRunning();
        const first = records.byteOffset;
        const end = keep(folder, { start: first, end: first + records.length }, large.users);
        for (let next = exports.distribute(first, end); next < end; next = exports.distribute(next, end)) {
          if (exports.heldRecords() === 0) throw new Error('a row does not fit into an empty arena');
          await spill();
        }
      }
    }
    await spill();
    await writer.finish();
  } catch (error) {
    await writer.abort();
    throw error;
  }
  return { run: await RunFile.open(file), one };
}

/** Where the sample of keys ends, and the workspace is free. */
export function sampleEnd(folder: Folder): number {
  return align(folder.start + (folder.end - folder.start) * SAMPLE_SHARE);
}

/** Chooses splitters from a sample of rows of evenly spread blocks. Returns their number. */
export async function sample(
  folder: Folder,
  { slices, users }: Pick<Large, 'slices' | 'users'>,
  by: DistributedBy,
  partitions: number,
): Promise<number> {
  const { exports } = folder.kernel;
  const end = sampleEnd(folder);
  exports.beginSample(folder.start, end, by === 'users');
  const longest = Math.floor((end - folder.start) * KEY_SHARE);
  const blocks = sum(slices, 'bytes') / MAX_BLOCK_BYTES;
  const everyBlock = Math.max(1, Math.floor(blocks / SAMPLED_BLOCKS));
  const everySlice = Math.max(1, Math.floor(slices.length / SAMPLED_BLOCKS));
  const taken = slices.filter((_, index) => index % everySlice === 0);
  const wanted = Math.ceil(
    (partitions * KEYS_OF_PARTITION) / Math.max(taken.length, Math.min(blocks, SAMPLED_BLOCKS)),
  );
  const buffer = folder.bytes.subarray(end, end + BLOCK_HEAD_BYTES + folder.largestBlock);
  for (const { run, segment, partition } of taken) {
    for await (const records of run.blocks(segment, partition, buffer, everyBlock)) {
      folder.requireRunning();
      const first = records.byteOffset;
      const last = keep(folder, { start: first, end: first + records.length }, users);
      exports.sampleRecords(first, last, wanted, longest);
    }
  }
  return exports.sampledKeys() === 0 ? 0 : exports.chooseSplitters(partitions - 1);
}
