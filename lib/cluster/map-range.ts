import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { partitionsFor } from '../aggregate/partitions-for.js';
import { extendChecksum, type SavedRejects } from '../checkpoint/saved-rejects.js';
import { SpillwayError } from '../errors.js';
import { type BatchCounts, type RangeTask, readRange } from '../job/read/read-range.js';
import { someOf } from '../job/sample-splitters.js';
import { OptionReader, type Size } from '../options.js';
import { addCounters, NO_COUNTERS } from '../records/counters.js';
import type { Run } from '../records/run.js';
import { RunFile } from '../runs/run-file.js';
import { HEADER_BYTES } from '../runs/run-format.js';
import { makeDirectory, newMapAttempt } from './exchange.js';
import { openFedRange } from './open-fed-range.js';
import { openRange, type RangeToRead } from './open-range.js';
import { type ClusterPlan, readPlan } from './plan-format.js';
import { type MapReceipt, type ReceivedRun, writeMapReceipt } from './receipts.js';

export interface TaskOptions {
  /** Memory for rows. Default 64MiB; 1MiB to 3GiB. Attempts may differ. */
  readonly memory?: Size | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface MapRangeOptions extends TaskOptions {
  /**
   * The bytes of the sources, as frames (see frames.ts), instead of files that are opened. It must be given for a plan whose
   * sources are fed, and may be for others.
   */
  readonly feed?: AsyncIterable<Uint8Array> | undefined;
  /** Called when no more of the feed is needed. */
  readonly onFed?: (() => void) | undefined;
  /** Called with what was read since the last call. */
  readonly onBatch?: ((counts: BatchCounts) => void) | undefined;
}

const MIB = 2 ** 20;
export const DEFAULT_MEMORY = 64 * MIB;
export const MEMORY_BOUNDS = { min: MIB, max: 3 * 2 ** 30 } as const;
/** A range is read once, and nothing of it is saved on the way: a run ends only when it is long. */
const NEVER = 2 ** 53;

/**
 * Reads a range of the sources of a plan into runs, in one thread, and writes its receipt. May run any number of times, also at the
 * same time: each attempt writes files of its own, and those without a receipt do not count.
 *
 * Errors: those of `summarize` while it reads, and `feed-broken`. What a failed attempt has written is removed.
 */
export async function mapRange(
  exchange: string,
  index: number,
  options: MapRangeOptions = {},
): Promise<MapReceipt> {
  const reader = new OptionReader('mapRange', options);
  const memory = reader.size('memory', DEFAULT_MEMORY, MEMORY_BOUNDS);
  const signal = reader.abortSignal('signal') ?? new AbortController().signal;
  const onBatch = reader.callback<(counts: BatchCounts) => void>('onBatch') ?? (() => {});
  const feed = reader.raw('feed') as AsyncIterable<Uint8Array> | undefined;
  const onFed = reader.callback<() => void>('onFed') ?? (() => {});
  reader.done();
  const plan = await readPlan(exchange);
  if (plan.fed && feed === undefined) {
    throw new SpillwayError(
      'bad-option',
      'mapRange: feed must be given, because the plan is of sources that are fed (--feed)',
      { option: 'feed' },
    );
  }
  const range =
    feed === undefined ? await openRange(plan, index) : await openFedRange(plan, index, feed, onFed);
  const attempt = newMapAttempt(index);
  const directory = await makeDirectory(join(exchange, attempt.directory));
  try {
    const rejects = join(directory, 'rejects.ndjson');
    const task = taskOf(plan, range, { memory, directory, rejects });
    const runs: Run[] = [];
    const onRun = (run: Run) => void runs.push(run);
    if (!(await readRange(task, { onRun, onBatch }, signal))) {
      throw new SpillwayError('aborted', 'stopped; nothing is kept of this attempt');
    }
    const receipt = {
      plan: plan.id,
      index,
      begin: range.begin,
      end: range.end(),
      runs: await Promise.all(runs.map((run) => receivedRun(resolve(exchange), run))),
      rejects:
        task.rejects === undefined ? null : await receivedRejects(attempt.directory, task.rejects, runs),
      linesBefore: runs.at(-1)?.linesBefore ?? null,
      counters: runs.reduce((sum, run) => addCounters(sum, run.counters), NO_COUNTERS),
    };
    await writeMapReceipt(join(exchange, attempt.receipt), receipt);
    return receipt;
  } catch (error) {
    // What cannot be removed does no harm.
    await rm(directory, { recursive: true, force: true }).catch(() => {});
    throw error;
  }
}

interface Place {
  readonly memory: number;
  readonly directory: string;
  readonly rejects: string;
}

function taskOf(
  { options, sources, splitters }: ClusterPlan,
  { segments }: RangeToRead,
  { memory, directory, rejects }: Place,
): RangeTask {
  const { input, map, maxLine, delimiters, order, maxRejects } = options;
  return {
    segments,
    input,
    named: sources.length > 1,
    directory,
    rejects: options.rejects ? { file: rejects, length: 0, checksum: 0 } : undefined,
    rejected: 0,
    maxRejects,
    memory,
    checkpointEvery: NEVER,
    map,
    maxLine,
    delimiters,
    order,
    splitters: someOf(splitters, partitionsFor(memory)),
  };
}

async function receivedRun(exchange: string, { file, bytes, records }: Run): Promise<ReceivedRun> {
  const run = await RunFile.inspect(file);
  const { segments, partitions } = run.footer;
  const footer = segments === 0 ? HEADER_BYTES : run.offsetOf(segments - 1, partitions);
  return { file: file.slice(exchange.length + 1), bytes, footer, records };
}

async function receivedRejects(directory: string, saved: SavedRejects, runs: readonly Run[]) {
  const length = runs.at(-1)?.rejectsLength ?? 0;
  return {
    file: `${directory}/rejects.ndjson`,
    length,
    checksum: await extendChecksum(saved, length),
  };
}
