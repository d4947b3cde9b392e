import { OptionReader, type Size } from '../options.js';
import type { ValidBatch } from '../records/activity-batch.js';
import { contentFor } from '../records/activity-fields.js';
import type { Run } from '../records/run.js';
import type { UserOrder } from '../records/user-order.js';
import { USER_ORDERS } from '../records/user-order.js';
import { type Stage, stage } from '../stage.js';
import { RunCollector } from './run-collector.js';

export interface AggregateOptions {
  /**
   * Memory for activities, with everything that writing them takes. Default 256MiB; 1MiB to 3GiB. A batch that
   * alone needs more is given more: keep batches (`parse`'s `batchSize`) below a sixteenth of it.
   */
  readonly memory?: Size | undefined;
  /**
   * An existing directory for the runs, which stay there. Default: a scratch directory, removed when all is read, or when
   * no reference to its runs, or to copies of them by spreading, is left.
   */
  readonly directory?: string | undefined;
  /** Source bytes after which a run is written even if memory is not full. Default 512MiB; 1 (each batch) to 3GiB. */
  readonly checkpointEvery?: Size | undefined;
  /** Activities after which it is, for sources that are slow. Default: any number. */
  readonly checkpointActivities?: number | undefined;
  /**
   * Milliseconds after which it is, counted from its first batch and up to a quarter more, even if nothing more comes: so that
   * a live source is committed every so often. Keep the batches of such a source small, too. Default: any time.
   */
  readonly checkpointAfter?: number | undefined;
  /** Order of users: `'bytes'` (default), or `'numeric'`: decimal integers first, by value. */
  readonly order?: UserOrder | undefined;
  /** Keeps each activity whole, for `timelines`, instead of the rows that a summary is folded from. Default: false. */
  readonly timelines?: boolean | undefined;
  /**
   * With `timelines`: the fields that will be asked of activities. If these are of `user_id`, `type`, `id`, `name` and
   * `timestamp`, runs hold no more than that, and are a fraction as large. Default: all.
   */
  readonly fields?: readonly string[] | undefined;
}

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const ANY = Number.MAX_SAFE_INTEGER;
/** In milliseconds. */
const DAY = 24 * 60 * 60 * 1000;

/**
 * ActivityBatch → Run: scatters activities into partitions of users, in fixed memory; when it is full, writes them
 * partition by partition, without those that cannot matter where these are many. A run is what memory has held several times
 * over, up to 64 MiB, or what came from `checkpointEvery` bytes of the source. Runs end between batches: what a run names as
 * its `position` is exactly what it holds. A run is passed on when it is durable; batches of the next one are taken
 * meanwhile. Batches of several sources may follow each other.
 *
 * Errors: `bad-option`, `bad-pipeline` (a batch that `validate` has not seen), `io`.
 */
export function aggregate(options: AggregateOptions = {}): Stage<ValidBatch, Run> {
  const reader = new OptionReader('aggregate', options);
  const memory = reader.size('memory', 256 * MIB, { min: MIB, max: 3 * GIB });
  const directory = reader.path('directory');
  const checkpointEvery = reader.size('checkpointEvery', 512 * MIB, { min: 1, max: 3 * GIB });
  const checkpointActivities = reader.optionalInteger('checkpointActivities', { min: 1, max: ANY });
  const checkpointAfter = reader.optionalInteger('checkpointAfter', { min: 1, max: DAY });
  const order = reader.oneOf<UserOrder>('order', 'bytes', USER_ORDERS);
  const isTimelines = reader.flag('timelines');
  const fields = reader.names('fields');
  if (fields !== undefined && !isTimelines) reader.fail('fields', 'left out unless timelines is true');
  const content = isTimelines ? contentFor(fields) : 'rows';
  reader.done();

  let collector: RunCollector | undefined;
  return stage<ValidBatch, Run>(
    (source) => {
      collector = new RunCollector({
        memory,
        directory,
        checkpointEvery,
        checkpointActivities,
        checkpointAfter,
        order,
        content,
      });
      return collector.runs(source);
    },
    async () => collector?.discard(),
  );
}
