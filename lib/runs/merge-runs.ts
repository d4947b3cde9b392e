import { dirname } from 'node:path';
import type { Stop } from '../async/stop-flag.js';
import { removeTemporaryRuns, useScratchDirectories } from '../disk/scratch-directory.js';
import { align } from '../kernel/kernel.js';
import { PAST_END_BYTES } from '../kernel/layout/partition.js';
import type { SummaryBatch } from '../records/summary-batch.js';
import { compareUsers, type UserOrder } from '../records/user-order.js';
import { isWholeRange, type UserRange } from '../records/user-range.js';
import { fits, type Slice, slicesOf } from './distribute.js';
import { enoughMemory } from './enough-memory.js';
import { Folder, LOAD_SHARE, type Piece, RECORD_SHARE } from './folder.js';
import { foldLarge } from './redistribute.js';
import type { RunFile } from './run-file.js';
import { type Interval, RunSet } from './run-set.js';

/** A run to merge. */
export interface MergeInput {
  readonly file: string;
  readonly temporary: boolean;
}

export interface MergeOptions {
  /** Bytes for records and what folding them takes. */
  readonly memory: number;
  /** Where temporary runs are written if rows have to be distributed again. Default: beside the runs. */
  readonly directory?: string | undefined;
  /** Default: all users. */
  readonly users?: UserRange | undefined;
  /** Once it is aborted, the merge fails with `aborted` before its next block, of which one user may have any number. */
  readonly stop?: Stop | undefined;
}

/** The most bytes to read at once: larger reads are not faster, and records that were just read are in the cache. */
const MAX_LOAD = 8 * 2 ** 20;

/**
 * Merges runs, given in source order: reads each partition from all of them, in order, and folds it. Temporary runs are
 * removed in the end, unless only a part of their users is merged: then other merges still need them, and the caller removes
 * them. A batch is valid until the next one is requested.
 */
export async function* mergeRuns(
  runs: readonly MergeInput[],
  { memory, directory, users = {}, stop }: MergeOptions,
): AsyncGenerator<SummaryBatch, void, void> {
  const first = runs[0];
  if (first === undefined) return;
  const endUse = useScratchDirectories(runs);
  let set: RunSet | undefined;
  try {
    set = await RunSet.open(runs.map(({ file }) => file));
    yield* mergeUsers(set, { memory, directory: directory ?? dirname(first.file), users, stop });
  } finally {
    await set?.close();
    try {
      if (isWholeRange(users)) await removeTemporaryRuns(runs);
    } finally {
      endUse();
    }
  }
}

interface MergeUsersOptions {
  readonly memory: number;
  readonly directory: string;
  readonly users: UserRange;
  readonly stop?: Stop | undefined;
}

/** Like `mergeRuns`, of a set that is open, and stays open. */
export async function* mergeUsers(
  set: RunSet,
  { memory, directory, users, stop }: MergeUsersOptions,
): AsyncGenerator<SummaryBatch, void, void> {
  const longestBounds = Math.max(users.from?.length ?? 0, users.before?.length ?? 0);
  const folder = new Folder({
    order: set.order,
    memory: enoughMemory(set, memory),
    largestBlock: set.largestBlock,
    longestBounds,
    measures: set.measures,
    stop,
  });
  try {
    for (const intervals of loadsOf(set, users, folder)) {
      if (intervals.length === 1 && !fits(intervals[0]!, folder)) {
        yield* foldInterval(set, folder, intervals[0]!, users, directory);
      } else {
        yield* foldLoad(set, folder, intervals, users, directory);
      }
    }
    yield* folder.rest();
  } finally {
    folder.close();
  }
}

function workspaceOf({ start, end }: Folder): number {
  return end - start;
}

/** The intervals that hold some of the users, as many together as are read at once. */
export function loadsOf(
  { intervals, order }: RunSet,
  users: UserRange,
  folder: Folder,
  recordShare = RECORD_SHARE,
): Interval[][] {
  const most = Math.min(MAX_LOAD, workspaceOf(folder) * LOAD_SHARE);
  const loads: Interval[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const interval of intervals) {
    if (interval.bytes === 0) continue;
    if (users.before !== undefined && interval.from !== undefined) {
      if (compareUsers(interval.from, users.before, order) >= 0) continue;
    }
    if (users.from !== undefined && interval.before !== undefined) {
      if (compareUsers(interval.before, users.from, order) <= 0) continue;
    }
    bytes += interval.bytes;
    if (bytes > most || !fits(interval, folder, recordShare)) {
      loads.push([]);
      bytes = interval.bytes;
    }
    loads.at(-1)!.push(interval);
    if (!fits(interval, folder, recordShare)) bytes = Number.POSITIVE_INFINITY;
  }
  return loads;
}

/** The bounds of a range that cut an interval; none if the range includes the whole interval. */
export function boundsWithin({ from, before }: Interval, users: UserRange, order: UserOrder): UserRange {
  const cutsFrom =
    users.from !== undefined && (from === undefined || compareUsers(from, users.from, order) < 0);
  const cutsBefore =
    users.before !== undefined && (before === undefined || compareUsers(users.before, before, order) < 0);
  return {
    from: cutsFrom ? users.from : undefined,
    before: cutsBefore ? users.before : undefined,
  };
}

/** Reads neighbouring intervals, and folds one after the other. */
async function* foldLoad(
  set: RunSet,
  folder: Folder,
  intervals: readonly Interval[],
  users: UserRange,
  directory: string,
): AsyncGenerator<SummaryBatch, void, void> {
  const pieces = intervals.map((): Piece[] => []);
  const free = await readIntervals(set, folder, intervals, pieces);
  for (const [index, interval] of intervals.entries()) {
    const bounds = boundsWithin(interval, users, set.order);
    const within = isWholeRange(bounds)
      ? pieces[index]!
      : pieces[index]!.map((piece) => ({ start: piece.start, end: folder.keepUsers(piece, bounds) }));
    const left = yield* folder.fold(within, interval.records, free);
    if (left === undefined) continue;
    // The rest of the load has to be read again: the distribution needs all of the memory.
    const from = left.length === 0 ? bounds.from : left;
    yield* foldInterval(set, folder, interval, { ...bounds, from }, directory);
    const rest = intervals.slice(index + 1);
    if (rest.length > 0) yield* foldLoad(set, folder, rest, users, directory);
    return;
  }
}

/** Notes for each interval the pieces of its records, in source order. Returns the end of everything that was read. */
export async function readIntervals(
  set: RunSet,
  folder: Folder,
  intervals: readonly Interval[],
  pieces: readonly Piece[][],
): Promise<number> {
  let at = folder.start;
  for (const [index, run] of set.runs.entries()) {
    folder.requireRunning();
    const first = intervals[0]!.partitions[index]![0];
    const end = intervals.at(-1)!.partitions[index]![1];
    const ends = intervals.map(({ partitions }) => partitions[index]![1]);
    for (let segment = 0; segment < run.footer.segments; segment++) {
      const length = run.bytesOf(segment, first, end);
      let interval = 0;
      await run.readSlices(
        segment,
        first,
        end,
        folder.bytes.subarray(at, at + length),
        (partition, block) => {
          while (partition >= ends[interval]!) interval++;
          pieces[interval]!.push({ start: at + block.start, end: at + block.end });
        },
      );
      at += length;
    }
  }
  return align(at + PAST_END_BYTES);
}

/** Folds an interval that does not fit into memory, or those of its users that did not fit. */
function foldInterval(
  { runs, order }: RunSet,
  folder: Folder,
  interval: Interval,
  users: UserRange,
  directory: string,
): AsyncGenerator<SummaryBatch, void, void> {
  const slices = slicesOfInterval(runs, interval);
  const bounds = boundsWithin(interval, users, order);
  return foldLarge(folder, { slices, users: bounds, one: false }, directory);
}

/** The slices of an interval, in source order. */
export function slicesOfInterval(runs: readonly RunFile[], { partitions }: Interval): Slice[] {
  return runs.flatMap((run, index) => {
    const [first, end] = partitions[index]!;
    const each = Array.from({ length: end - first }, (_, place) => first + place);
    return each.flatMap((partition) => slicesOf(run, partition));
  });
}
