import { join } from 'node:path';
import { fileSystem } from '../disk/file-system.js';
import { align } from '../kernel/kernel.js';
import { PAST_END_BYTES } from '../kernel/layout/partition.js';
import { arenaHeadBytes, chunkBytesFor, MAX_BLOCK_BYTES, PartitionArena } from '../kernel/partition-arena.js';
import type { SummaryBatch } from '../records/summary-batch.js';
import type { UserRange } from '../records/user-range.js';
import { isWholeRange } from '../records/user-range.js';
import { type Folder, LOAD_SHARE, type Piece, RECORD_SHARE } from './folder.js';
import { RunFile } from './run-file.js';
import { mergedRunFileName } from './run-file-name.js';
import { BLOCK_HEAD_BYTES, sliceCounts } from './run-format.js';
import { RunWriter } from './run-writer.js';

// For a partition that does not fit into memory: it has too many rows, of one user or of several. Its rows are distributed
// once more, by their whole keys (user, section, name, id), into a temporary run whose partitions are folded in order. The
// keys ascend from partition to partition, so a user, and an event's count, continue from one to the next. A partition that
// is still too large is distributed again. Rows that all have one key fold into one, as many at a time as there is room for.

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
  /** Whether all rows have one key. */
  readonly oneKey: boolean;
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
/** If this many passes do not split the keys, the workspace is too small for them. */
const MAX_DEPTH = 6;

/** Folds records that are too large for one fold. A batch is valid until the next one is requested. */
export async function* foldLarge(
  folder: Folder,
  large: Large,
  directory: string,
  depth = 0,
): AsyncGenerator<SummaryBatch, void, void> {
  if (depth > 0 && (large.oneKey || fits(folder, large))) {
    const left = yield* foldPieceByPiece(folder, large);
    if (left === undefined) return;
    large = { ...large, users: left.length === 0 ? large.users : { ...large.users, from: left } };
  }
  if (depth > 0 && depth % MAX_DEPTH === 0) folder.grow();
  const distributed = await distribute(folder, large, directory);
  try {
    for (const [partition, oneKey] of distributed.oneKey.entries()) {
      const slices = slicesOf(distributed.run, partition);
      if (slices.length > 0) yield* foldLarge(folder, { slices, users: {}, oneKey }, directory, depth + 1);
    }
  } finally {
    await distributed.run.close();
    await fileSystem.unlink(distributed.run.path).catch(() => {});
  }
}

/** The slices of a partition that are not empty. */
export function slicesOf(run: RunFile, partition: number): Slice[] {
  return Array.from({ length: run.footer.segments }, (_, segment) => ({ run, segment, partition })).filter(
    ({ segment }) => run.bytesOf(segment, partition, partition + 1) > 0,
  );
}

/** Bytes or records of slices. */
export function sum(slices: readonly Slice[], count: 'bytes' | 'records'): number {
  return slices.reduce(
    (total, { run, segment, partition }) => total + sliceCounts(run.footer, partition, segment)[count],
    0,
  );
}

/** Bytes of the workspace that records are read into; the rest is for folding them. */
function roomForRecords(folder: Folder): number {
  return Math.floor((folder.end - folder.start) * LOAD_SHARE);
}

function bytesToGroup(slices: readonly Slice[]): number {
  return sum(slices, 'records') * RECORD_SHARE;
}

function fits(folder: Folder, { slices }: Large): boolean {
  return sum(slices, 'bytes') <= roomForRecords(folder) && bytesToGroup(slices) <= 2 * roomForRecords(folder);
}

/**
 * Reads all blocks into the workspace and folds them. If they are more than fits (then they all have one key), they are
 * thinned meanwhile. Returns undefined if everything was folded, otherwise the first user that was not.
 */
async function* foldPieceByPiece(
  folder: Folder,
  { slices, users }: Large,
): AsyncGenerator<SummaryBatch, Uint8Array | undefined, void> {
  const { start } = folder;
  // A block is read to the space after the room, and then moved to the end of the records before it.
  const room = start + roomForRecords(folder);
  const free = align(room + BLOCK_HEAD_BYTES + folder.largestBlock + PAST_END_BYTES);
  const buffer = folder.bytes.subarray(room, free);
  let end = start;
  for (const { run, segment, partition } of slices) {
    for await (const records of run.blocks(segment, partition, buffer)) {
      folder.requireRunning();
      const from = records.byteOffset;
      const kept = keep(folder, { start: from, end: from + records.length }, users) - from;
      while (end + kept > room) end = folder.thin({ start, end }, free);
      folder.bytes.copyWithin(end, from, from + kept);
      end += kept;
    }
  }
  const count = folder.kernel.exports.countRecords(start, end);
  return yield* folder.fold([{ start, end }], count, end + PAST_END_BYTES);
}

function keep(folder: Folder, piece: Piece, users: UserRange): number {
  return isWholeRange(users) ? piece.end : folder.keepUsers(piece, users);
}

interface Distributed {
  readonly run: RunFile;
  /** For each of its partitions whether all rows in it have one key. */
  readonly oneKey: readonly boolean[];
}

/** Memory of a distribution: sample and splitters | a block | scratch for thinning | the arena. */
async function distribute(folder: Folder, large: Large, directory: string): Promise<Distributed> {
  const { exports } = folder.kernel;
  const need = Math.max(sum(large.slices, 'bytes'), bytesToGroup(large.slices) / 2);
  const wanted = Math.ceil((4 * need) / roomForRecords(folder));
  const most = Math.min(MAX_PARTITIONS, Math.max(MIN_PARTITIONS, wanted));
  let splitters = await sample(folder, large, most);
  while (splitters === 0) {
    folder.grow();
    splitters = await sample(folder, large, most);
  }
  const partitions = splitters + 1;
  const oneKey = Array.from({ length: partitions }, (_, partition) => exports.isOneKey(partition) !== 0);
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
  return { run: await RunFile.open(file), oneKey };
}

/** Where the sample of keys ends, and the workspace is free. */
export function sampleEnd(folder: Folder): number {
  return align(folder.start + (folder.end - folder.start) * SAMPLE_SHARE);
}

/** Chooses splitters from a sample of rows of evenly spread blocks. Returns their number. */
export async function sample(
  folder: Folder,
  { slices, users }: Pick<Large, 'slices' | 'users'>,
  partitions: number,
): Promise<number> {
  const { exports } = folder.kernel;
  const end = sampleEnd(folder);
  exports.beginSample(folder.start, end);
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
