import { pipeline } from 'node:stream/promises';
import { RunCollector } from '../aggregate/run-collector.js';
import type { DelimiterPolicy } from '../kernel/formatter.js';
import type { Mapping } from '../mapping/read-mapping.js';
import type { ActivityBatch } from '../records/activity-batch.js';
import type { Run } from '../records/run.js';
import type { UserOrder } from '../records/user-order.js';
import { validate } from '../stages/validate.js';
import { RejectsFile } from '../storage/rejects-file.js';
import type { SavedRejects } from '../storage/saved-rejects.js';
import { type InputFormat, readSegments, type Segment } from './read-segments.js';

/** A range of the sources, and how to read it. Plain data: it can be sent to a worker. */
export interface RangeTask {
  /** What is left of it. */
  readonly segments: readonly Segment[];
  readonly input: InputFormat;
  /** Whether rejects say which source they are of. */
  readonly named: boolean;
  /** Where the runs go. */
  readonly directory: string;
  readonly rejects: SavedRejects | undefined;
  /** Lines that the job has rejected before. */
  readonly rejected: number;
  readonly maxRejects: number;
  readonly memory: number;
  readonly checkpointEvery: number;
  readonly map: Mapping | undefined;
  readonly maxLine: number;
  readonly delimiters: DelimiterPolicy;
  readonly order: UserOrder;
  /** Where partitions of users meet in the runs. Undefined: each range decides by its first users. */
  readonly splitters: readonly Uint8Array[] | undefined;
}

/** What is told while a range is read. */
export interface RangeListener {
  /** A run is durable, and so are the rejects that it counts on. The next one waits until this resolves. */
  onRun(run: Run): Promise<void> | void;
  /** What has come since it was told last. */
  onBatch(counts: BatchCounts): void;
}

export interface BatchCounts {
  /** Of the files. */
  readonly bytes: number;
  /** Lines. */
  readonly rejects: number;
  readonly ignored: number;
}

/**
 * Reads a range: parse, validate, aggregate. When `stop` is aborted it reads no further, and
 * still makes a run of what it has read. Resolves to whether the range was read whole.
 */
export async function readRange(
  task: RangeTask,
  listener: RangeListener,
  stop: AbortSignal,
): Promise<boolean> {
  const { segments, input, named, map, maxLine, delimiters, rejected, maxRejects } = task;
  const { memory, directory, checkpointEvery, order, splitters } = task;
  const rejects = task.rejects === undefined ? undefined : await RejectsFile.open(task.rejects);
  let bytes = 0;
  const tell = (rejects: number, ignored: number): void => {
    listener.onBatch({ bytes, rejects, ignored });
    bytes = 0;
  };
  const onBytes = (more: number): void => {
    bytes += more;
  };
  // The core of aggregate: unlike a stream that is destroyed, it has tidied up before a failure is told.
  const collector = new RunCollector({ memory, directory, checkpointEvery, order, splitters });
  // Nobody is to wait for more input when a later stage has failed.
  const over = new AbortController();
  const until = AbortSignal.any([stop, over.signal]);
  try {
    await pipeline(
      readSegments(segments, { input, named, map, maxLine, onBytes }, until),
      validate({ delimiters, rejects, rejected, maxRejects }),
      async function* (batches: AsyncIterable<ActivityBatch>) {
        for await (const batch of batches) {
          yield batch;
          const { rejects, ignored } = batch.verdict!;
          tell(rejects.length, ignored);
        }
      },
      (batches: AsyncIterable<ActivityBatch>) => collector.runs(batches),
      async (runs: AsyncIterable<Run>) => {
        try {
          for await (const run of runs) {
            await rejects?.sync();
            await listener.onRun(run);
          }
        } finally {
          over.abort();
        }
      },
    );
    tell(0, 0);
  } finally {
    await rejects?.close();
  }
  return !stop.aborted;
}
