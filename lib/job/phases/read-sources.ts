import type { JobState } from '../../checkpoint/job-state.js';
import { lineAtPosition } from '../../checkpoint/lines-before.js';
import type { KeptWork } from '../../checkpoint/manifest.js';
import { SpillwayError } from '../../errors.js';
import type { BarredUsers } from '../../kept/barred-users.js';
import { totalRejects } from '../../records/counters.js';
import { stretchesBetween } from '../../sources/stretches.js';
import type { JobSettings } from '../job-settings.js';
import type { ProgressReport } from '../progress.js';
import { bytesLeft, cutAtLineEnds, planCuts } from '../read/plan-ranges.js';
import { type RangeListener, type RangeTask, readRange } from '../read/read-range.js';
import { sampleSplitters } from '../sample-splitters.js';
import { threadsFor } from '../threads-for.js';
import { readRangeInWorker } from '../workers/read-range-in-worker.js';
import type { WorkerPool } from '../workers/worker-pool.js';
import type { WorkerThread } from '../workers/worker-thread.js';

/**
 * Reads what is left of the sources, in one thread or in several, and records each run. When `settings.signal` is
 * aborted, or a thread fails, the others still save what they have read. Then it fails, with `aborted` or with the first
 * failure.
 */
export async function readSources(
  state: JobState,
  settings: JobSettings,
  progress: ProgressReport,
  pool: WorkerPool,
): Promise<void> {
  requireFewRejects(totalRejects(state.manifest.counters), settings.maxRejects);
  if (state.complete) return;
  // Standard input belongs to this thread, and a pipe cannot be cut.
  // The first lines are those of one range.
  const allowed = readsPipe(state) || settings.head !== undefined ? 1 : threadsFor(settings);
  await cutRanges(state, allowed, settings.grain);
  const waiting = longestFirst(state);
  const threads = Math.min(allowed, waiting.length);
  const [workers, splitters] = await Promise.all([
    threads === 1 ? [] : pool.take(threads),
    sampleSplitters(state, settings, threads),
  ]);
  const reader = new SourcesReader(state, settings, progress, workers, splitters);
  await reader.read(waiting);
  pool.give(workers);
  if (settings.signal?.aborted === true) {
    const kept = 'what was read is saved, the same call resumes from there';
    throw new SpillwayError('aborted', `stopped; ${state.resumable ? kept : 'nothing is kept'}`, {
      file: state.directory,
    });
  }
}

/** Indices of the ranges that are not complete. */
function longestFirst({ ranges, manifest: { sources } }: JobState): number[] {
  const left = ranges.map((range) => bytesLeft(range, sources));
  return [...ranges.keys()]
    .filter((index) => !ranges[index]!.complete)
    .sort((one, other) => left[other]! - left[one]!);
}

function readsPipe({ sources }: JobState): boolean {
  return sources.some(({ resumable }) => !resumable);
}

async function cutRanges(state: JobState, threads: number, grain: number): Promise<void> {
  if (threads === 1) return;
  const { sources } = state.manifest;
  const lineStart = (source: number, offset: number) =>
    state.held.use(source, (file) => file.lineStartBehind(offset));
  for (const { index, positions } of planCuts(state.manifest, threads, grain)) {
    state.split(index, await cutAtLineEnds(state.ranges[index]!, positions, sources, lineStart));
  }
}

/** Most memory for the rows of a typical source, with their tables, as a multiple of its bytes. Other sources spill earlier. */
const ROW_GROWTH = 8;
const MIN_MEMORY = 2 ** 20;

/** Reads as many ranges at once as there are workers; without workers one after the other in this thread. */
class SourcesReader {
  readonly #state: JobState;
  readonly #settings: JobSettings;
  readonly #progress: ProgressReport;
  readonly #workers: readonly WorkerThread[];
  readonly #splitters: readonly Uint8Array[] | undefined;
  readonly #stop = new AbortController();
  /** Saves one thing after the other. After the first failure nothing more is saved. */
  #saving: Promise<void> = Promise.resolve();
  /** In the order of time. */
  readonly #failures: unknown[] = [];
  #rejected: number;

  constructor(
    state: JobState,
    settings: JobSettings,
    progress: ProgressReport,
    workers: readonly WorkerThread[],
    splitters: readonly Uint8Array[] | undefined,
  ) {
    this.#state = state;
    this.#settings = settings;
    this.#progress = progress;
    this.#workers = workers;
    this.#splitters = splitters;
    this.#rejected = totalRejects(state.manifest.counters);
  }

  async read(ranges: readonly number[]): Promise<void> {
    const { signal } = this.#settings;
    const stop = () => this.#stop.abort();
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted === true) stop();
    const queue = [...ranges];
    const work = async (worker: WorkerThread | undefined): Promise<void> => {
      for (let index = queue.shift(); index !== undefined; index = queue.shift()) {
        if (this.#stop.signal.aborted) return;
        await this.#readRange(index, worker);
      }
    };
    const threads = this.#workers.length === 0 ? [undefined] : this.#workers;
    try {
      await Promise.all(threads.map((worker) => work(worker).catch((error) => this.#fail(error))));
      await this.#saving.catch(() => {});
      if (this.#failures.length > 0) throw this.#failures[0];
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  /** A worker starts its next range while the last run of this one is still being saved. */
  async #readRange(index: number, worker: WorkerThread | undefined): Promise<void> {
    const task = this.#taskOf(index);
    const listener: RangeListener = {
      onRun: (run) => {
        const saved = this.#save(async () => {
          await this.#state.record(index, run);
          this.#progress.add({ runs: 1, spilledBytes: run.bytes });
        });
        return worker === undefined ? saved : undefined;
      },
      onBatch: (counts) => {
        this.#progress.add(counts);
        this.#countRejects(counts.rejects);
      },
    };
    const stop = this.#stop.signal;
    const whole =
      worker === undefined
        ? await readRange(task, listener, stop)
        : await readRangeInWorker(worker, task, listener, stop);
    if (whole) this.#save(() => this.#state.completeRange(index));
  }

  #save(operation: () => Promise<void>): Promise<void> {
    this.#saving = this.#saving.then(operation);
    this.#saving.catch((error) => this.#fail(error));
    return this.#saving;
  }

  /** Stops the others, which still save what they have read. Later failures follow from the first one, or do not matter. */
  #fail(error: unknown): void {
    this.#failures.push(error);
    this.#stop.abort();
  }

  #taskOf(index: number): RangeTask {
    const { checkpointEvery, map, maxLine, delimiters, order, maxRejects, input, users } = this.#settings;
    const { position, end } = this.#state.ranges[index]!;
    const { sources } = this.#state.manifest;
    const stretches = stretchesBetween(sources, position, end);
    return {
      segments: stretches.map((stretch) => ({
        ...this.#state.held.segmentSource(stretch.source),
        ...stretch,
        line: stretch.position === 0 ? 1 : lineAtPosition(this.#state.ranges[index]!),
      })),
      input,
      named: this.#isNamed(sources),
      directory: this.#state.directory,
      rejects: this.#state.rejectsOf(index),
      rejected: this.#rejected,
      maxRejects,
      memory: this.#memoryFor(bytesLeft(this.#state.ranges[index]!, sources)),
      checkpointEvery,
      map,
      maxLine,
      delimiters,
      order,
      content: this.#settings.content,
      splitters: this.#splitters,
      head: this.#linesLeft(),
      users,
      barred: barredUsers(this.#state.manifest.kept),
    };
  }

  /** How many of the first lines earlier starts have not read. */
  #linesLeft(): number | undefined {
    const { head } = this.#settings;
    return head === undefined ? undefined : Math.max(0, head - this.#state.manifest.counters.lines);
  }

  /** Whether rejects name their source: if there are several, those of finished jobs included. */
  #isNamed(sources: readonly unknown[]): boolean {
    return (this.#state.manifest.kept?.sources.length ?? 0) + sources.length > 1;
  }

  /** A thread's share of the memory, but not much more than a range of `bytes` can fill: clearing unused tables takes time. */
  #memoryFor(bytes: number): number {
    const share = Math.floor(this.#settings.memory / Math.max(1, this.#workers.length));
    if (readsPipe(this.#state)) return share;
    return Math.min(share, Math.max(MIN_MEMORY, bytes * ROW_GROWTH));
  }

  /** Each range checks the limit for itself; this checks it for all ranges together. */
  #countRejects(rejects: number): void {
    this.#rejected += rejects;
    requireFewRejects(this.#rejected, this.#settings.maxRejects);
  }
}

/** `found` includes rejects of earlier starts, which may have had a higher limit. */
function requireFewRejects(found: number, allowed: number): void {
  if (found <= allowed) return;
  throw new SpillwayError(
    'too-many-rejects',
    `more lines were rejected than maxRejects (${allowed}) allows`,
    { expected: allowed, found, option: 'maxRejects' },
  );
}

/** Those that were forgotten for good. */
function barredUsers(kept: KeptWork | null): BarredUsers | undefined {
  const { key, barred = [] } = kept?.forgotten ?? {};
  return key === undefined || barred.length === 0 ? undefined : { key, hashes: barred };
}
