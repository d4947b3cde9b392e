import { basename, join } from 'node:path';
import { SpillwayError } from '../errors.js';
import { addCounters, NO_COUNTERS } from '../records/counters.js';
import type { Run } from '../records/run.js';
import type { JsonRecord, Manifest, ManifestRange } from './manifest.js';
import { publishRejects, rejectsTarget } from './publish-rejects.js';
import { rejectsFileName } from './rejects-file.js';
import { requireFittingRun } from './require-fitting-run.js';
import { requireSameJob } from './same-job.js';
import { extendChecksum, type SavedRejects } from './saved-rejects.js';
import { SourceFile, type SourceIdentity } from './source-file.js';
import { Turns } from './turns.js';
import { identifySources, type JobSource, verifySources } from './verify-sources.js';
import { MANIFEST_NAME, WorkDirectory } from './work-directory.js';

export interface JobStateOptions {
  /** The files that are read, in order; none where the source is not a file. */
  readonly sources: readonly JobSource[];
  readonly rejects: string | undefined;
  /** Those that change the answer. */
  readonly options: JsonRecord;
  readonly fresh: boolean;
}

/**
 * A job's state on disk, and the order in which it may change: runs and rejects durable, then the manifest that counts
 * on them, then whatever is built on the manifest.
 */
export class JobState {
  /** Whether there was saved work to go on from. */
  readonly resumed: boolean;
  readonly #work: WorkDirectory;
  readonly #sources: readonly JobSource[];
  /** Held open while a range of theirs is being read. */
  readonly #open = new Map<number, Promise<SourceFile>>();
  #manifest: Manifest;
  #ended = false;
  /** A release must not overtake a manifest that is being written. */
  readonly #turns = new Turns();

  private constructor(work: WorkDirectory, sources: readonly JobSource[], manifest: Manifest) {
    this.resumed = work.manifest !== undefined;
    this.#work = work;
    this.#sources = sources;
    this.#manifest = manifest;
  }

  static async open(directory: string, options: JobStateOptions): Promise<JobState> {
    const { sources } = options;
    // First, so that a mistyped source does not cost the saved work.
    const identities = await identifySources(sources);
    const work = await WorkDirectory.open(directory, { fresh: options.fresh });
    try {
      const paths = sources.map(({ path }) => path);
      const rejects =
        options.rejects === undefined ? null : await rejectsTarget(options.rejects, work.path, paths);
      const terms = { options: options.options, rejects, sources: sources.length };
      const saved = work.manifest;
      if (saved === undefined) return new JobState(work, sources, newManifest(identities, options, rejects));
      requireSameJob(join(work.path, MANIFEST_NAME), saved, terms);
      return new JobState(work, sources, await verifySources(saved, sources));
    } catch (error) {
      await work.release().catch(() => {});
      throw error;
    }
  }

  /** As last saved, but for ranges that were split or reopened since. */
  get manifest(): Manifest {
    return this.#manifest;
  }

  /** Absolute path of the work directory. */
  get directory(): string {
    return this.#work.path;
  }

  get ranges(): readonly ManifestRange[] {
    return this.#manifest.ranges;
  }

  /** Whether all sources were read whole. */
  get complete(): boolean {
    return this.ranges.every((range) => range.complete);
  }

  /** The saved runs in source order. */
  get runs(): Run[] {
    return this.ranges.flatMap((range) =>
      range.runs.map((run) => ({ ...run, file: join(this.#work.path, run.file), temporary: false })),
    );
  }

  /** Where the rejects of a range go, and how many of them are saved; undefined where none are wanted. */
  rejectsOf(index: number): SavedRejects | undefined {
    if (this.#manifest.rejects === null) return undefined;
    const { source, start, runs } = this.ranges[index]!;
    const file = join(this.#work.path, rejectsFileName(source, start));
    const last = runs.at(-1);
    return { file, length: last?.rejectsLength ?? 0, checksum: last?.rejectsChecksum ?? 0 };
  }

  /** Cuts what is left of a range into several, at ascending offsets behind its position. For ranges not begun. */
  split(index: number, cuts: readonly number[]): void {
    const range = this.ranges[index]!;
    const starts = [range.position, ...cuts];
    const pieces = starts.map((start, piece) => {
      const end = cuts[piece] ?? range.end;
      return piece === 0
        ? { ...range, end }
        : { ...range, start, end, position: start, tail: null, runs: [] };
    });
    this.#manifest = { ...this.#manifest, ranges: this.ranges.toSpliced(index, 1, ...pieces) };
  }

  /** To be called before a range is read. */
  async begin(index: number): Promise<void> {
    const { source, complete } = this.ranges[index]!;
    const job = this.#sources[source];
    if (complete || job === undefined) return;
    const file = this.#open.get(source) ?? SourceFile.open(job.path, job);
    this.#open.set(source, file);
    await file;
  }

  /** Makes a run, whose rejects are durable, part of the saved work, durably. */
  record(index: number, run: Run): Promise<void> {
    return this.#attempt(async () => {
      const rejects = this.rejectsOf(index);
      const range = this.ranges[index]!;
      await requireFittingRun(run, range, this.#work, rejects);
      const rejectsChecksum = rejects === undefined ? 0 : await extendChecksum(rejects, run.rejectsLength);
      const { temporary: _, ...saved } = { ...run, file: basename(run.file), rejectsChecksum };
      await this.#save(index, { ...range, position: run.position, runs: [...range.runs, saved] });
    });
  }

  /** Notes, durably, that a range was read whole. */
  completeRange(index: number): Promise<void> {
    return this.#attempt(async () => {
      const range = this.ranges[index]!;
      if (range.complete) return;
      if (range.end !== null && range.position !== range.end) this.#cutShort(range);
      await this.#save(index, { ...range, complete: true });
      if (!this.ranges.some(({ source, complete }) => source === range.source && !complete)) {
        await (await this.#open.get(range.source))?.close();
        this.#open.delete(range.source);
      }
    });
  }

  /** Gives the rejects their final name, when all sources were read whole. May be repeated. */
  publishRejects(): Promise<void> {
    return this.#attempt(async () => {
      const { rejects } = this.#manifest;
      if (rejects === null) return;
      await publishRejects(
        rejects,
        this.ranges.map((_, index) => this.rejectsOf(index)!),
      );
    });
  }

  /** Removes the state. For when what was made of it is durable. */
  finish(): Promise<void> {
    return this.#attempt(async () => {
      if (!this.complete) {
        throw new SpillwayError('bad-pipeline', 'checkpoint: finish() before the source was read whole');
      }
      this.#ended = true;
      await this.#closeSources();
      await this.#work.finish();
    });
  }

  /** Lets go of the state and keeps it for another time. May be repeated, and does nothing after finish. */
  release(): Promise<void> {
    return this.#turns.take(async () => {
      if (this.#ended) return;
      this.#ended = true;
      try {
        await this.#closeSources();
      } finally {
        await this.#work.release();
      }
    });
  }

  async #closeSources(): Promise<void> {
    for (const source of this.#open.values()) await (await source).close();
    this.#open.clear();
  }

  async #save(index: number, changed: ManifestRange): Promise<void> {
    const { source } = changed;
    const file = await this.#open.get(source);
    const range = { ...changed, tail: (await file?.tailBefore(changed.position)) ?? null };
    const ranges = this.ranges.with(index, range);
    const reached = Math.max(
      ...ranges.filter((each) => each.source === source).map(({ position }) => position),
    );
    const identity = await file?.identify(reached);
    const sources =
      identity === undefined ? this.#manifest.sources : this.#manifest.sources.with(source, identity);
    const counters = ranges
      .flatMap(({ runs }) => runs)
      .reduce((total, run) => addCounters(total, run.counters), NO_COUNTERS);
    const manifest = { ...this.#manifest, sources, ranges, counters };
    await this.#work.save(manifest);
    this.#manifest = manifest;
  }

  #cutShort({ source, position, end }: ManifestRange): never {
    const { path } = this.#sources[source]!;
    throw new SpillwayError(
      'source-changed',
      `${path} ended at byte ${position} while it was read, before byte ${end}: it was truncated; restore it, or discard the saved work with --fresh (fresh: true)`,
      { file: path, offset: position },
    );
  }

  #attempt<T>(operation: () => Promise<T>): Promise<T> {
    return this.#turns.take(() => {
      if (this.#ended) throw new SpillwayError('aborted', 'checkpoint: its work directory was released');
      return operation();
    });
  }
}

function newManifest(
  sources: readonly SourceIdentity[],
  { options }: JobStateOptions,
  rejects: string | null,
): Manifest {
  const ranges = Array.from({ length: Math.max(1, sources.length) }, (_, source) => ({
    source,
    start: 0,
    end: null,
    position: 0,
    tail: null,
    complete: false,
    runs: [],
  }));
  return { sources, options, rejects, ranges, counters: NO_COUNTERS };
}
