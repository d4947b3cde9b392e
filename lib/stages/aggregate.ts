import { join, resolve } from 'node:path';
import type { Transform } from 'node:stream';
import { SpillwayError } from '../errors.js';
import { Aggregator } from '../kernel/aggregator.js';
import { OptionReader, type Size } from '../options.js';
import type { ActivityBatch } from '../records/activity-batch.js';
import { countActivities } from '../records/count-activities.js';
import { addCounters, type Counters, NO_COUNTERS } from '../records/counters.js';
import type { Run } from '../records/run.js';
import type { UserOrder } from '../records/user-order.js';
import { runFileName } from '../storage/run-file-name.js';
import { writeRun } from '../storage/run-writer.js';
import { makeScratchDirectory, removeScratchDirectory } from '../storage/scratch-directory.js';
import { stage } from './stage.js';

export interface AggregateOptions {
  /**
   * Memory for rows, with everything that sorting and writing them takes. Default 256MiB; 1MiB to 3GiB. A batch that
   * alone needs more is given more: keep batches (`parse`'s `batchSize`) below a sixteenth of it.
   */
  readonly memory?: Size;
  /** An existing directory for the runs, which stay there. Default: a scratch directory, gone when all is read. */
  readonly directory?: string;
  /** Source bytes after which a run is written even if memory is not full. Default 512MiB; 1 (each batch) to 3GiB. */
  readonly checkpointEvery?: Size;
  /** Order of users: `'bytes'` (default), or `'numeric'`: decimal integers first, by value. */
  readonly order?: UserOrder;
}

const MIB = 2 ** 20;
const GIB = 2 ** 30;

/**
 * ActivityBatch → Run: appends activities to fixed memory; when it is full, sorts and folds them (of an attribute the
 * latest value, of equal event ids one) and writes them as a run. Runs end between batches: what a run names as its
 * `position` is exactly what it holds. Batches of several sources may follow each other.
 *
 * Errors: `bad-option`, `bad-pipeline` (a batch that `validate` has not seen), `io`.
 */
export function aggregate(options: AggregateOptions = {}): Transform {
  const reader = new OptionReader('aggregate', options);
  const memory = reader.size('memory', 256 * MIB, { min: MIB, max: 3 * GIB });
  const directory = reader.path('directory');
  const checkpointEvery = reader.size('checkpointEvery', 512 * MIB, { min: 1, max: 3 * GIB });
  const order = reader.oneOf<UserOrder>('order', 'bytes', ['bytes', 'numeric']);
  reader.done();

  let scratch: string | undefined;

  async function discard(): Promise<void> {
    if (scratch !== undefined) await removeScratchDirectory(scratch);
  }

  return stage<ActivityBatch, Run>(async function* (source) {
    let aggregator: Aggregator | undefined = new Aggregator(memory, order);
    let counters: Counters = NO_COUNTERS;
    let last: ActivityBatch | undefined;
    let bytes = 0;

    async function spill({ source, position, verdict }: ActivityBatch): Promise<Run> {
      if (directory === undefined) scratch ??= await makeScratchDirectory();
      const temporary = scratch !== undefined;
      const file = join(scratch ?? resolve(directory!), runFileName(position));
      const written = await writeRun(file, order, aggregator!.blocks(), { temporary });
      const { rejectsLength } = verdict!;
      const run = { ...written, source, position, counters, rejectsLength, temporary };
      counters = NO_COUNTERS;
      last = undefined;
      bytes = 0;
      return run;
    }

    try {
      for await (const batch of source) {
        if (batch.verdict === undefined) {
          throw new SpillwayError(
            'bad-pipeline',
            'aggregate: the batches must come through validate() first',
          );
        }
        if (last !== undefined && aggregator.users > 0 && !aggregator.fits(batch)) yield await spill(last);
        aggregator.absorb(batch);
        last = batch;
        bytes += sourceBytesOf(batch);
        counters = addCounters(counters, countActivities(batch));
        if (bytes >= checkpointEvery) yield await spill(batch);
      }
      if (last !== undefined) yield await spill(last);
      // The merge that follows is not to share memory with rows that are on disk.
      aggregator = undefined;
    } catch (error) {
      await discard();
      throw error;
    }
  }, discard);
}

function sourceBytesOf({ unit, start, position, bytes }: ActivityBatch): number {
  return unit === 'bytes' ? position - start : bytes.length;
}
