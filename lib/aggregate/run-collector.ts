import { join, resolve } from 'node:path';
import { type Slices, slicesOf } from '../async/slices.js';
import { withTicks } from '../async/with-ticks.js';
import { holderOf, makeScratchDirectory, removeScratchDirectory } from '../disk/scratch-directory.js';
import { SpillwayError } from '../errors.js';
import { ActivityBatch } from '../records/activity-batch.js';
import { addCounters, type Counters, NO_COUNTERS } from '../records/counters.js';
import { KEPT_BY, type Run, type RunContent } from '../records/run.js';
import type { UserOrder } from '../records/user-order.js';
import { requireInput } from '../require-input.js';
import { runFileName } from '../runs/run-file-name.js';
import { RunWriter, type WrittenRun } from '../runs/run-writer.js';
import { Aggregator } from './aggregator.js';
import { countActivities } from './count-activities.js';

export interface RunCollectorOptions {
  /** Bytes. */
  readonly memory: number;
  readonly order: UserOrder;
  /** Source bytes after which a run is written even if memory is not full. */
  readonly checkpointEvery: number;
  /** Activities after which it is. Default: any number. */
  readonly checkpointActivities?: number | undefined;
  /** Milliseconds after which it is, counted from its first batch. Default: any time. */
  readonly checkpointAfter?: number | undefined;
  /** Where the runs go. Undefined: to a scratch directory. */
  readonly directory: string | undefined;
  /** What the runs are to hold. Default: rows. */
  readonly content?: RunContent | undefined;
  /** Where partitions of users meet. Default: the users of the first batch say. */
  readonly splitters?: readonly Uint8Array[] | undefined;
  /** Collects the activities, and is closed in the end. Default: one with these options. */
  readonly aggregator?: Aggregator | undefined;
}

/** A run whose segments are written, and that is still to be finished. */
interface Spill {
  readonly writer: RunWriter;
  readonly about: Omit<Run, keyof WrittenRun>;
}

/**
 * A run of fewer bytes takes what memory holds several times over: each run costs a wait for the disk, and reads of its own in
 * the merge.
 */
const ANY = Number.POSITIVE_INFINITY;
const MIN_RUN_BYTES = 64 * 2 ** 20;

/**
 * Batches → runs: the core of `aggregate`. To make a run durable takes long and none of the memory for records, so batches
 * of the next run are taken meanwhile. Runs are given in order nevertheless, each when it is durable.
 */
export class RunCollector {
  readonly #options: RunCollectorOptions;
  #scratch: string | undefined;
  /** Of the scratch directory, while runs are written there. */
  #holder: object | undefined;
  /** The run that was begun last. */
  #latest: Promise<RunWriter> | undefined;
  #over = false;

  constructor(options: RunCollectorOptions) {
    this.#options = options;
  }

  /** Ended early, or failing, it leaves no unfinished file, and does not wait for the source. */
  runs(source: AsyncIterable<ActivityBatch>): AsyncGenerator<Run, void, void> {
    return this.runsOfSlices(slicesOf(source));
  }

  /** Like `runs`, slice by slice. */
  async *runsOfSlices(source: AsyncIterable<Iterable<ActivityBatch>>): AsyncGenerator<Run, void, void> {
    const { memory, order, splitters, content } = this.#options;
    const { aggregator = new Aggregator(memory, order, splitters, undefined, content) } = this.#options;
    const spills = this.#spills(source, aggregator);
    try {
      for (let next = spills.next(); ; ) {
        const { value: spill } = await next;
        if (spill === undefined) return;
        next = spills.next();
        // Its failure is met in its turn.
        next.catch(() => {});
        yield { ...(await spill.writer.finish()), ...spill.about };
      }
    } catch (error) {
      await this.#giveUp();
      await this.discard();
      throw error;
    } finally {
      await this.#giveUp();
      this.#holder = undefined;
      aggregator.close();
    }
  }

  /** Removes the scratch directory, if there is one. */
  async discard(): Promise<void> {
    if (this.#scratch !== undefined) await removeScratchDirectory(this.#scratch);
  }

  async *#spills(
    source: AsyncIterable<Iterable<ActivityBatch>>,
    aggregator: Aggregator,
  ): AsyncGenerator<Spill, void, void> {
    const { checkpointEvery, checkpointActivities = ANY, checkpointAfter } = this.#options;
    let writer: RunWriter | undefined;
    let counters: Counters = NO_COUNTERS;
    let last: ActivityBatch | undefined;
    let bytes = 0;
    let activities = 0;
    let begun = 0;
    const isDue = () => checkpointAfter !== undefined && performance.now() - begun >= checkpointAfter;

    /** Writes what memory holds. Resolves when the aggregator is free again, to whether the run is long enough. */
    const writeSegment = async ({ position }: ActivityBatch): Promise<boolean> => {
      writer ??= await this.#begin(runFileName(position), aggregator);
      await writer.writeSegment(aggregator.spill());
      return writer.bytes >= MIN_RUN_BYTES;
    };

    const endRun = (batch: ActivityBatch): Spill => {
      const { source, position, unit, provisional, cursor } = batch;
      const { rejectsLength } = batch.verdict!;
      const place = {
        source,
        position,
        ...linesUpToEnd(batch),
        ...(cursor === undefined ? {} : { cursor }),
        unit,
        provisional,
      };
      const about = { ...place, counters, rejectsLength, temporary: this.#temporary, ...this.#kept };
      const spill: Spill = { writer: writer!, about };
      writer = undefined;
      counters = NO_COUNTERS;
      last = undefined;
      bytes = 0;
      activities = 0;
      return spill;
    };

    const period = checkpointAfter === undefined ? undefined : Math.max(1, checkpointAfter / 4);
    for await (const slice of withTicks(lastLineMarked(source), period)) {
      for (const batch of slice) {
        if (this.#over) return;
        const full = aggregator.activities > 0 && !aggregator.fits(batch);
        // A line that may become another one is a run of its own.
        if (last !== undefined && (full || batch.provisional)) {
          const isLong = await writeSegment(last);
          if (isLong || batch.provisional) yield endRun(last);
        }
        bytes += sourceBytesOf(batch);
        counters = addCounters(counters, countActivities(batch));
        aggregator.absorb(batch);
        if (last === undefined) begun = performance.now();
        last = batch;
        activities += batch.timestamps.length + (batch.taken?.records ?? 0);
        batch.release?.();
        if (bytes >= checkpointEvery || activities >= checkpointActivities) {
          await writeSegment(batch);
          yield endRun(batch);
        }
      }
      if (this.#over) return;
      if (last !== undefined && isDue()) {
        await writeSegment(last);
        yield endRun(last);
      }
    }
    if (last === undefined) return;
    await writeSegment(last);
    yield endRun(last);
  }

  #begin(name: string, { splitters, measures }: Aggregator): Promise<RunWriter> {
    if (this.#over) throw new SpillwayError('aborted', 'the stream was destroyed');
    const { order, content } = this.#options;
    const partitions = splitters.length + 1;
    this.#latest = this.#directory().then((directory) =>
      RunWriter.open(join(directory, name), {
        order,
        content,
        splitters,
        partitions,
        measures,
        temporary: this.#temporary,
      }),
    );
    return this.#latest;
  }

  /** Starts no more runs, and removes an unfinished last one. */
  async #giveUp(): Promise<void> {
    this.#over = true;
    await this.#latest?.then(
      (run) => run.abort(),
      () => {},
    );
  }

  get #temporary(): boolean {
    return this.#options.directory === undefined;
  }

  get #kept(): Pick<Run, typeof KEPT_BY> {
    return this.#holder === undefined ? {} : { [KEPT_BY]: this.#holder };
  }

  async #directory(): Promise<string> {
    const { directory } = this.#options;
    if (directory !== undefined) return resolve(directory);
    if (this.#scratch === undefined) {
      this.#scratch = await makeScratchDirectory();
      this.#holder = holderOf(this.#scratch);
    }
    return this.#scratch;
  }
}

/** Batches of which only the last one may be provisional: a line that another source follows is absorbed as it stands. */
async function* lastLineMarked(source: AsyncIterable<Iterable<ActivityBatch>>): Slices<ActivityBatch> {
  let held: ActivityBatch | undefined;
  function* marked(batches: Iterable<ActivityBatch>): Generator<ActivityBatch, void, void> {
    for (const batch of batches) {
      requireVerdict(batch);
      if (held !== undefined) yield new ActivityBatch({ ...held, provisional: false }, held.verdict);
      held = batch.provisional ? batch : undefined;
      if (held === undefined) yield batch;
    }
  }
  for await (const slice of source) yield marked(slice);
  if (held !== undefined) yield [held];
}

function requireVerdict(batch: unknown): void {
  const isValidated = batch instanceof ActivityBatch && batch.verdict !== undefined;
  requireInput(isValidated, 'aggregate', 'batches of validate(); put it before');
}

function linesUpToEnd({ line, lines, unit }: ActivityBatch): Pick<Run, 'linesBefore'> {
  if (line === undefined || lines === undefined || unit === 'values') return {};
  return { linesBefore: line - 1 + lines };
}

function sourceBytesOf({ unit, start, position, bytes }: ActivityBatch): number {
  return unit === 'bytes' ? position - start : bytes.length;
}
