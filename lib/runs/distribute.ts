import { align } from '../kernel/kernel.js';
import { PAST_END_BYTES } from '../kernel/layout/partition.js';
import { MAX_BLOCK_BYTES } from '../kernel/partition-arena.js';
import type { UserRange } from '../records/user-range.js';
import { isWholeRange } from '../records/user-range.js';
import { type Distributed, Distribution } from './distribution.js';
import { type Folder, LOAD_SHARE, type Piece, RECORD_SHARE } from './folder.js';
import type { RunFile } from './run-file.js';
import { BLOCK_HEAD_BYTES, sliceCounts } from './run-format.js';

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

export function keep(folder: Folder, piece: Piece, users: UserRange): number {
  return isWholeRange(users) ? piece.end : folder.keepUsers(piece, users);
}

/** What decides to which partition a row goes: its whole key, or its user alone. */
export type DistributedBy = 'keys' | 'users';

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
  const splitters = await chooseSplitters(folder, large, by, RECORD_SHARE);
  const block = sampleEnd(folder);
  const scratch = align(block + BLOCK_HEAD_BYTES + folder.largestBlock + PAST_END_BYTES);
  const start = align(scratch + (folder.end - folder.start) * SCRATCH_SHARE);
  const { order } = large.slices[0]!.run;
  const distribution = await Distribution.begin(folder, splitters, start, {
    ...{ order, content: 'rows', directory, scratch: [scratch, start] },
  });
  try {
    for await (const piece of piecesOf(folder, large.slices, block)) {
      await distribution.take(piece.start, keep(folder, piece, large.users));
    }
    return await distribution.finish();
  } catch (error) {
    await distribution.abort();
    throw error;
  }
}

/** Reads the blocks of slices, one after the other, to an address of the workspace. */
export async function* piecesOf(
  folder: Folder,
  slices: readonly Slice[],
  address: number,
): AsyncGenerator<Piece, void, void> {
  const buffer = folder.bytes.subarray(address, address + BLOCK_HEAD_BYTES + folder.largestBlock);
  for (const { run, segment, partition } of slices) {
    for await (const records of run.blocks(segment, partition, buffer)) {
      folder.requireRunning();
      yield { start: records.byteOffset, end: records.byteOffset + records.length };
    }
  }
}

/**
 * Chooses splitters for as many partitions as make each fit, by a sample that grows until it has a key. Returns their number.
 * `recordShare`: bytes that a record takes besides its own.
 */
export async function chooseSplitters(
  folder: Folder,
  large: Pick<Large, 'slices' | 'users'>,
  by: DistributedBy,
  recordShare: number,
): Promise<number> {
  const need = Math.max(sum(large.slices, 'bytes'), (sum(large.slices, 'records') * recordShare) / 2);
  const wanted = Math.ceil((4 * need) / roomForRecords(folder));
  const most = Math.min(MAX_PARTITIONS, Math.max(MIN_PARTITIONS, wanted));
  for (;;) {
    const splitters = await sample(folder, large, by, most);
    if (splitters > 0) return splitters;
    folder.grow();
  }
}

/** Whether records can be read and folded at once. `recordShare`: bytes that a record takes besides its own. */
export function fits(
  { bytes, records }: { readonly bytes: number; readonly records: number },
  folder: Folder,
  recordShare = RECORD_SHARE,
): boolean {
  const workspace = folder.end - folder.start;
  return bytes <= workspace * LOAD_SHARE && records * recordShare <= workspace * (1 - LOAD_SHARE);
}

/** Whether the records of slices can be read and folded at once. */
export function slicesFit(slices: readonly Slice[], folder: Folder, recordShare?: number): boolean {
  return fits({ bytes: sum(slices, 'bytes'), records: sum(slices, 'records') }, folder, recordShare);
}

/** Where the sample of keys ends, and the workspace is free. */
export function sampleEnd(folder: Folder): number {
  return align(folder.start + (folder.end - folder.start) * SAMPLE_SHARE);
}

/** Chooses splitters from a sample of rows of evenly spread blocks. Returns their number. */
async function sample(
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
