import { basename, join } from 'node:path';
import { SpillwayError } from '../errors.js';
import { addCounters, NO_COUNTERS } from '../records/counters.js';
import type { Run } from '../records/run.js';
import { BEGINNING, type SourcePosition } from '../records/source-position.js';
import { fileOfSource } from '../sources/standard-input.js';
import { growingSource, identifySources, type JobSource, openJobSource } from './job-sources.js';
import { type JsonRecord, type Manifest, type ManifestRange, positionOfRun } from './manifest.js';
import { publishRejects, rejectsTarget } from './publish-rejects.js';
import { rejectsFileName } from './rejects-file.js';
import { requireFittingRun } from './require-fitting-run.js';
import { goOnFrom } from './same-job.js';
import { extendChecksum, type SavedRejects } from './saved-rejects.js';
import type { SourceFile, SourceIdentity } from './source-file.js';
import { Turns } from './turns.js';
import { WorkDirectory } from './work-directory.js';

export interface JobStateOptions {
  /** The files that are read, in order; none where the source is not a file. */
  readonly sources: readonly JobSource[];
  readonly rejects: string | undefined;
  /** Those that change the answer. */
  readonly options: JsonRecord;
  readonly fresh: boolean;
  /** Whether nothing is saved, since the directory is not kept. Default: false. */
  readonly scratch?: boolean;
}

/**
 * A job's state on disk, and the order in which it may change: runs and rejects durable, then the manifest that counts
 * on them, then whatever is built on the manifest.
 */
export class JobState {
  /** Whether there was saved work to go on from. */
  readonly resumed: boolean;
  /** Whether another start could go on from what is saved: nothing is where a source is a pipe. */
  readonly resumable: boolean;
  readonly #work: WorkDirectory;
  readonly #sources: readonly JobSource[];
  /** The source that may grow, if there is one, held open while it may be read. */
  #growing: Promise<SourceFile> | undefined;
  #manifest: Manifest;
  #ended = false;
  /** A release must not overtake a manifest that is being written. */
  readonly #turns = new Turns();

  private constructor(
    work: WorkDirectory,
    resumable: boolean,
    sources: readonly JobSource[],
    manifest: Manifest,
  ) {
    this.resumable = resumable;
    this.resumed = work.manifest !== undefined;
    this.#work = work;
    this.#sources = sources;
    this.#manifest = manifest;
  }

  static async open(directory: string, options: JobStateOptions): Promise<JobState> {
    const { sources } = options;
    const resumable = options.scratch !== true && sources.every((source) => source.resumable);
    // First, so that a mistyped source does not cost the saved work.
    const identities = await identifySources(sources);
    const work = await WorkDirectory.open(directory, { fresh: options.fresh });
    try {
      const paths = sources.map(({ path }) => fileOfSource(path));
      const rejects =
        options.rejects === undefined ? null : await rejectsTarget(options.rejects, work.path, paths);
      const terms = { options: options.options, rejects, sources: identities.map(({ path }) => path) };
      const saved = work.manifest;
      if (saved === undefined)
        return new JobState(work, resumable, sources, newManifest(identities, options, rejects));
      return new JobState(work, resumable, sources, await goOnFrom(work.path, saved, terms, sources));
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

  get sources(): readonly JobSource[] {
    return this.#sources;
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
    const { start, runs } = this.ranges[index]!;
    const file = join(this.#work.path, rejectsFileName(start));
    const last = runs.at(-1);
    return { file, length: last?.rejectsLength ?? 0, checksum: last?.rejectsChecksum ?? 0 };
  }

  /** Cuts what is left of a range into several, at ascending places behind its position. For ranges not begun. */
  split(index: number, cuts: readonly SourcePosition[]): void {
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
    const growing = growingSource(this.#sources);
    if (growing === undefined || this.ranges[index]!.complete) return;
    this.#growing ??= openJobSource(this.#sources[growing]!);
    await this.#growing;
  }

  /** Makes a run, whose rejects are durable, part of the saved work, durably. */
  record(index: number, run: Run): Promise<void> {
    return this.#attempt(async () => {
      const rejects = this.rejectsOf(index);
      const range = this.ranges[index]!;
      await requireFittingRun(run, range, this.#work, rejects);
      const rejectsChecksum = rejects === undefined ? 0 : await extendChecksum(rejects, run.rejectsLength);
      const { temporary: _, ...saved } = { ...run, file: basename(run.file), rejectsChecksum };
      await this.#save(index, { ...range, position: positionOfRun(run), runs: [...range.runs, saved] });
    });
  }

  /** Notes, durably, that a range was read whole. */
  completeRange(index: number): Promise<void> {
    return this.#attempt(async () => {
      const range = this.ranges[index]!;
      if (range.complete) return;
      await this.#save(index, { ...range, complete: true });
      if (this.complete) await this.#closeSource();
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

  /** Removes the state. For when what was made of it is durable. Resolves to why its directory stays, if it does. */
  finish(): Promise<SpillwayError | undefined> {
    return this.#attempt(async () => {
      if (!this.complete) {
        throw new SpillwayError('bad-pipeline', 'checkpoint: finish() before the source was read whole');
      }
      this.#ended = true;
      await this.#closeSource();
      return await this.#work.finish();
    });
  }

  /** Lets go of the state and keeps it for another time. May be repeated, and does nothing after finish. */
  release(): Promise<void> {
    return this.#turns.take(async () => {
      if (this.#ended) return;
      this.#ended = true;
      try {
        await this.#closeSource();
      } finally {
        await this.#work.release();
      }
    });
  }

  async #closeSource(): Promise<void> {
    const file = this.#growing;
    this.#growing = undefined;
    await (await file)?.close();
  }

  async #save(index: number, changed: ManifestRange): Promise<void> {
    const growing = growingSource(this.#sources);
    const file = await this.#growing;
    const within = changed.position.source === growing ? file : undefined;
    const tail = (await within?.tailBefore(changed.position.offset)) ?? null;
    const ranges = this.ranges.with(index, { ...changed, tail });
    let { sources } = this.#manifest;
    if (growing !== undefined && file !== undefined) {
      const positions = ranges.map(({ position }) => (position.source === growing ? position.offset : 0));
      sources = sources.with(growing, await file.identify(Math.max(...positions)));
    }
    const counters = ranges
      .flatMap(({ runs }) => runs)
      .reduce((total, run) => addCounters(total, run.counters), NO_COUNTERS);
    const manifest = { ...this.#manifest, sources, ranges, counters };
    if (this.resumable) await this.#work.save(manifest);
    this.#manifest = manifest;
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
  const range = { start: BEGINNING, end: null, position: BEGINNING, tail: null, complete: false, runs: [] };
  return { sources, options, rejects, ranges: [range], counters: NO_COUNTERS };
}
