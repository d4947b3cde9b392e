import { align } from '../kernel/kernel.js';
import { PAST_END_BYTES } from '../kernel/layout/partition.js';
import { SummaryBatch } from '../records/summary-batch.js';
import {
  type DistributedBy,
  distribute,
  keep,
  type Large,
  piecesOf,
  roomForRecords,
  slicesFit,
  slicesOf,
} from './distribute.js';
import { removeRun } from './distribution.js';
import type { Folder } from './folder.js';
import { BLOCK_HEAD_BYTES } from './run-format.js';
import { UserValues } from './user-values.js';

// For a partition that does not fit into memory: it has too many rows, of one user or of several. Its rows are distributed
// once more, by their whole keys (user, section, name, id), into a temporary run whose partitions are folded in order. The
// keys ascend from partition to partition, so a user, and an event's count, continue from one to the next. A partition that
// is still too large is distributed again. Rows that all have one key fold into one, as many at a time as there is room for.
//
// Measures need all events of a user at once. So where there are some, rows are distributed by users, until a user is alone.
// If that user has too much, its rows are distributed by keys: what its measures have come to is kept from part to part,
// and different values go to a run of values, which is folded at last, and distributed if need be.

type Batches = AsyncGenerator<SummaryBatch, void, void>;

/** If this many passes do not split the keys, the workspace is too small for them. */
const MAX_DEPTH = 6;

/** Folds records that are too large for one fold. A batch is valid until the next one is requested. */
export function foldLarge(folder: Folder, large: Large, directory: string): Batches {
  return folder.measures.length === 0
    ? foldByKeys(folder, large, directory, undefined, 0)
    : foldByUsers(folder, large, directory, 0);
}

async function* foldByKeys(
  folder: Folder,
  large: Large,
  directory: string,
  values: UserValues | undefined,
  depth: number,
): Batches {
  if (depth > 0 && (large.one || slicesFit(large.slices, folder))) {
    const left = yield* foldPieceByPiece(folder, large, values);
    if (left === undefined) return;
    large = { ...large, users: left.length === 0 ? large.users : { ...large.users, from: left } };
  }
  yield* foldDistributed(folder, large, 'keys', directory, depth, (part) =>
    foldByKeys(folder, part, directory, values, depth + 1),
  );
}

async function* foldByUsers(folder: Folder, large: Large, directory: string, depth: number): Batches {
  if (depth > 0 && slicesFit(large.slices, folder)) {
    const left = yield* foldPieceByPiece(folder, large, undefined);
    if (left === undefined) return;
    large = { ...large, users: left.length === 0 ? large.users : { ...large.users, from: left } };
  }
  if (large.one) yield* foldUser(folder, large, directory);
  else {
    yield* foldDistributed(folder, large, 'users', directory, depth, (part) =>
      foldByUsers(folder, part, directory, depth + 1),
    );
  }
}

/** Folds a user with more than fits, and with measures. */
async function* foldUser(folder: Folder, large: Large, directory: string): Batches {
  const values = await UserValues.begin(folder, directory);
  try {
    folder.mode = 'parts';
    yield* foldByKeys(folder, large, directory, values, 0);
    const run = await values.finish();
    folder.mode = 'values';
    const slices = slicesOf(run, 0);
    if (slices.length > 0) {
      yield* foldByKeys(folder, { slices, users: {}, one: false }, directory, undefined, 1);
    }
  } finally {
    folder.mode = 'whole';
    await values.close();
  }
}

/** Distributes records, and folds part after part. */
async function* foldDistributed(
  folder: Folder,
  large: Large,
  by: DistributedBy,
  directory: string,
  depth: number,
  foldPart: (part: Large) => Batches,
): Batches {
  if (depth > 0 && depth % MAX_DEPTH === 0) folder.grow();
  const distributed = await distribute(folder, large, by, directory);
  try {
    for (const [partition, one] of distributed.oneKey.entries()) {
      const slices = slicesOf(distributed.run, partition);
      if (slices.length > 0) yield* foldPart({ slices, users: {}, one });
    }
  } finally {
    await removeRun(distributed.run);
  }
}

/**
 * Reads all blocks into the workspace and folds them. If they are more than fits (then they all have one key), they are
 * thinned meanwhile. Returns undefined if everything was folded, otherwise the first user that was not.
 */
async function* foldPieceByPiece(
  folder: Folder,
  { slices, users }: Large,
  values: UserValues | undefined,
): AsyncGenerator<SummaryBatch, Uint8Array | undefined, void> {
  const { start } = folder;
  // A block is read to the space after the room, and then moved to the end of the records before it.
  const room = start + roomForRecords(folder);
  const free = align(room + BLOCK_HEAD_BYTES + folder.largestBlock + PAST_END_BYTES);
  let end = start;
  for await (const piece of piecesOf(folder, slices, room)) {
    const kept = keep(folder, piece, users);
    const bytes = kept - piece.start;
    while (end + bytes > room) end = folder.thin({ start, end }, free);
    folder.bytes.copyWithin(end, piece.start, kept);
    end += bytes;
  }
  const count = folder.kernel.exports.countRecords(start, end);
  const pieces = [{ start, end }];
  if (values === undefined) return yield* folder.fold(pieces, count, end + PAST_END_BYTES);
  const folding = folder.foldMeasured(pieces, count, end + PAST_END_BYTES);
  for (let next = folding.next(); ; next = folding.next()) {
    if (next.done === true) {
      if (next.value === undefined && end > start) await values.takePart(start);
      return next.value;
    }
    if (next.value instanceof SummaryBatch) yield next.value;
    else await values.write(next.value);
  }
}
