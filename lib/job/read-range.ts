import { pipeline } from 'node:stream/promises';
import type { DelimiterPolicy } from '../kernel/formatter.js';
import type { Mapping } from '../mapping/read-mapping.js';
import type { ActivityBatch } from '../records/activity-batch.js';
import type { Run } from '../records/run.js';
import type { UserOrder } from '../records/user-order.js';
import { sourceBytes } from '../sources/source-bytes.js';
import { aggregate } from '../stages/aggregate.js';
import { parse } from '../stages/parse.js';
import { validate } from '../stages/validate.js';
import { RejectsFile } from '../storage/rejects-file.js';
import type { SavedRejects } from '../storage/saved-rejects.js';

/** A range of a source, and how to read it. Plain data: it can be sent to a worker. */
export interface RangeTask {
  readonly path: string;
  /** Source offset in bytes where reading begins. */
  readonly position: number;
  /** Where it ends; null: with the source. */
  readonly end: number | null;
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
}

/** What is told while a range is read. */
export interface RangeListener {
  /** A run is durable, and so are the rejects that it counts on. The next one waits until this resolves. */
  onRun(run: Run): Promise<void> | void;
  /** What one more batch, which was validated, comes to. */
  onBatch(counts: BatchCounts): void;
}

export interface BatchCounts {
  /** Of the source. */
  readonly bytes: number;
  /** Lines. */
  readonly rejects: number;
  readonly ignored: number;
}

/**
 * Reads a range: parse, validate, aggregate. When `stop` is aborted it reads no further than the line it is in, and
 * still makes a run of what it has read. Resolves to whether the range was read whole.
 */
export async function readRange(
  task: RangeTask,
  listener: RangeListener,
  stop: AbortSignal,
): Promise<boolean> {
  const { path, position, end, map, maxLine, delimiters, rejected, maxRejects } = task;
  const { memory, directory, checkpointEvery, order } = task;
  const rejects = task.rejects === undefined ? undefined : await RejectsFile.open(task.rejects);
  try {
    await pipeline(
      sourceBytes(path, { position, end, stop }),
      parse({ position, maxLine, map }),
      validate({ delimiters, rejects, rejected, maxRejects }),
      async function* (batches: AsyncIterable<ActivityBatch>) {
        for await (const batch of batches) {
          yield batch;
          const { rejects, ignored } = batch.verdict!;
          listener.onBatch({ bytes: batch.position - batch.start, rejects: rejects.length, ignored });
        }
      },
      aggregate({ memory, directory, checkpointEvery, order }),
      async (runs: AsyncIterable<Run>) => {
        for await (const run of runs) {
          await rejects?.sync();
          await listener.onRun(run);
        }
      },
    );
  } finally {
    await rejects?.close();
  }
  return !stop.aborted;
}
