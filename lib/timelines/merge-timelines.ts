import type { Stop } from '../async/stop-flag.js';
import { align } from '../kernel/kernel.js';
import { PAST_END_BYTES } from '../kernel/layout/partition.js';
import type { FieldMapping } from '../mapping/mapping.js';
import { requireFields } from '../records/activity-fields.js';
import { isWholeRange, type UserRange } from '../records/user-range.js';
import { fits, sum } from '../runs/distribute.js';
import { enoughMemory } from '../runs/enough-memory.js';
import { Folder, type Piece } from '../runs/folder.js';
import { boundsWithin, loadsOf, readIntervals, slicesOfInterval } from '../runs/merge-runs.js';
import type { Interval, RunSet } from '../runs/run-set.js';
import type { ActivityChunk } from './activity-chunk.js';
import { activityChunks, TIMELINE_SHARE } from './activity-chunks.js';
import { factsChunks } from './facts-chunks.js';
import { type Part, Spread } from './spread.js';
import { type Timeline, timelinesOf } from './timeline.js';

export interface MergeTimelinesOptions {
  /** Bytes for records and what ordering them takes. */
  readonly memory: number;
  /** Where temporary runs are written if records have to be distributed again. */
  readonly directory: string;
  readonly users: UserRange;
  /** What the activities were read by; undefined for the plain input. */
  readonly mapping: FieldMapping | undefined;
  /** The fields that activities are to have. Default: all; runs of facts need them. */
  readonly fields?: readonly string[] | undefined;
  readonly stop?: Stop | undefined;
}

/**
 * Merges runs of activities, whole or facts of them, given in source order: the timelines of consecutive users at a time. Each timeline can be read
 * until the next one is requested. Fails with `bad-pipeline` if the runs do not hold the fields.
 */
export async function* mergeTimelines(
  set: RunSet,
  { memory, directory, users, mapping, fields, stop }: MergeTimelinesOptions,
): AsyncGenerator<Iterable<Timeline>, void, void> {
  requireFields(set.content, fields);
  const chunks: ChunksOf =
    set.content === 'facts'
      ? (folder, pieces, records, free, time) =>
          factsChunks(folder, pieces, records, free, { fields: fields!, time })
      : (folder, pieces, records, free, time) =>
          activityChunks(folder, pieces, records, free, { mapping, time, fields });
  const longestBounds = Math.max(users.from?.length ?? 0, users.before?.length ?? 0);
  const { order, largestBlock } = set;
  const folder = new Folder({
    order,
    memory: enoughMemory(set, memory),
    largestBlock,
    longestBounds,
    stop,
  });
  try {
    for (const intervals of loadsOf(set, users, folder, TIMELINE_SHARE)) {
      const [first] = intervals;
      if (intervals.length === 1 && !fits(first!, folder, TIMELINE_SHARE)) {
        const spread = new Spread(folder, directory, set.content);
        try {
          const slices = slicesOfInterval(set.runs, first!);
          const parts = await spread.parts(slices, boundsWithin(first!, users, order));
          yield timelinesOf(chunksOfParts(folder, parts, chunks));
        } finally {
          await spread.close();
        }
      } else {
        const pieces = intervals.map((): Piece[] => []);
        const free = await readIntervals(set, folder, intervals, pieces);
        const read = { intervals, pieces, free };
        yield timelinesOf(chunksOfLoad(set, folder, read, users, chunks));
      }
    }
  } finally {
    folder.close();
  }
}

/** The activities of pieces, in order; `time` is that of all of them where records have numbers instead. */
type ChunksOf = (
  folder: Folder,
  pieces: readonly Piece[],
  records: number,
  free: number,
  time?: number | undefined,
) => Generator<ActivityChunk, void, void>;

interface Load {
  readonly intervals: readonly Interval[];
  /** Of each interval. */
  readonly pieces: readonly (readonly Piece[])[];
  readonly free: number;
}

function* chunksOfLoad(
  { order }: RunSet,
  folder: Folder,
  { intervals, pieces, free }: Load,
  users: UserRange,
  chunks: ChunksOf,
): Generator<ActivityChunk, void, void> {
  for (const [index, interval] of intervals.entries()) {
    const bounds = boundsWithin(interval, users, order);
    const within = isWholeRange(bounds)
      ? pieces[index]!
      : pieces[index]!.map((piece) => ({ start: piece.start, end: folder.keepUsers(piece, bounds) }));
    yield* chunks(folder, within, interval.records, free);
  }
}

function* chunksOfParts(
  folder: Folder,
  parts: readonly Part[],
  chunks: ChunksOf,
): Generator<ActivityChunk, void, void> {
  for (const { slices, time } of parts) {
    const pieces: Piece[] = [];
    let at = folder.start;
    for (const { run, segment, partition } of slices) {
      const length = run.bytesOf(segment, partition, partition + 1);
      run.readSlicesNow(
        segment,
        partition,
        partition + 1,
        folder.bytes.subarray(at, at + length),
        (_, { start, end }) => pieces.push({ start: at + start, end: at + end }),
      );
      at += length;
    }
    const free = align(at + PAST_END_BYTES);
    yield* chunks(folder, pieces, sum(slices, 'records'), free, time);
  }
}
