import { basename } from 'node:path';
import { OperationQueue } from '../async/operation-queue.js';
import { errorAfterCleanup, SpillwayError } from '../errors.js';
import type { Run } from '../records/run.js';
import type { PositionUnit, SourcePosition } from '../records/source-position.js';
import { HeldSources } from '../sources/held-sources.js';
import type { JobSource } from '../sources/job-sources.js';
import { finishedWork } from './finished-work.js';
import { initialManifest, type JobStateOptions } from './initial-manifest.js';
import type { KeptRun, Manifest, ManifestRange } from './manifest.js';
import { publishRejects } from './publish-rejects.js';
import { requireFittingRun } from './require-fitting-run.js';
import { otherUnit } from './resume.js';
import { allRejectsAt, rejectsAt, runsAt } from './saved-files.js';
import { extendChecksum, type SavedRejects } from './saved-rejects.js';
import { positionOfRun, publishedRuns, reachedPosition, savedRuns, sumCounters } from './saved-runs.js';
import { splitRange } from './unread-range.js';
import { WorkDirectory } from './work-directory.js';

/**
 * A job's state on disk, and the order in which it may change: first runs and rejects are durable, then the manifest that
 * refers to them, then anything that relies on the manifest.
 */
export class JobState {
  /** Whether there was saved work to resume. */
  readonly resumed: boolean;
  /** Whether the job could be resumed: nothing is saved if a source is a pipe. */
  readonly resumable: boolean;
  readonly #work: WorkDirectory;
  readonly #unitIsKnown: boolean;
  #held: HeldSources;
  #manifest: Manifest;
  #ended = false;
  /** A release must wait for a manifest that is being written. */
  readonly #queue = new OperationQueue();

  private constructor(
    work: WorkDirectory,
    { resumable, unitIsKnown }: { readonly resumable: boolean; readonly unitIsKnown: boolean },
    held: HeldSources,
    manifest: Manifest,
  ) {
    this.resumable = resumable;
    this.#unitIsKnown = unitIsKnown;
    this.resumed = work.manifest !== undefined;
    this.#work = work;
    this.#held = held;
    this.#manifest = manifest;
  }

  static async open(directory: string, options: JobStateOptions): Promise<JobState> {
    const given = options.sources;
    const resumable = options.scratch !== true && given.every((source) => source.resumable);
    const facts = { resumable, unitIsKnown: options.unit !== undefined };
    // Sources come first, so that `fresh` with a misspelt source does not discard the saved work.
    let held = await HeldSources.open(given);
    let work: WorkDirectory | undefined;
    try {
      work = await WorkDirectory.open(directory, { fresh: options.fresh });
      if (work.manifest?.unit === 'values') held = await held.seal();
      const initial = await initialManifest(work, held, options);
      held = initial.held;
      const state = new JobState(work, facts, held, initial.manifest);
      if (state.complete) await held.close();
      return state;
    } catch (error) {
      await held.close();
      throw await errorAfterCleanup(error, async () => work?.release());
    }
  }

  /** As last saved, except for ranges that were split or reopened since. */
  get manifest(): Manifest {
    return this.#manifest;
  }

  /** Absolute path of the work directory. */
  get directory(): string {
    return this.#work.path;
  }
  /** The sources, held open until they have been read. */
  get held(): HeldSources {
    return this.#held;
  }
  get sources(): readonly JobSource[] {
    return this.held.sources;
  }

  get ranges(): readonly ManifestRange[] {
    return this.#manifest.ranges;
  }
  /** Whether all sources were read whole. */
  get complete(): boolean {
    return this.ranges.every(({ complete }) => complete);
  }

  /** The saved runs in source order. */
  get runs(): Run[] {
    return runsAt(this.directory, this.#manifest, savedRuns(this.#manifest));
  }

  /** The runs that finished jobs have kept, in source order; none unless work is kept. */
  get keptRuns(): readonly KeptRun[] {
    return this.#manifest.kept?.runs ?? [];
  }

  /** The runs of the summary that the last finished job has published, in source order. */
  get runsBefore(): Run[] {
    return runsAt(this.directory, this.#manifest, publishedRuns(this.#manifest));
  }

  /** The file for a range's rejects, and how much of it is saved; undefined if the job keeps no rejects. */
  rejectsOf(index: number): SavedRejects | undefined {
    return rejectsAt(this.directory, this.#manifest, index);
  }

  /** Replaces a range by the pieces of `splitRange`. */
  split(index: number, cuts: readonly SourcePosition[]): void {
    const pieces = splitRange(this.ranges[index]!, cuts);
    this.#manifest = { ...this.#manifest, ranges: this.ranges.toSpliced(index, 1, ...pieces) };
  }

  /** Adds a run to the saved work, durably. The run and its rejects must be durable already. */
  record(index: number, run: Run): Promise<void> {
    return this.#attempt(async () => {
      await this.#requireUnit(run.unit ?? 'bytes');
      const rejects = this.rejectsOf(index);
      const range = this.ranges[index]!;
      await requireFittingRun(run, range, this.#work, rejects);
      const rejectsChecksum = rejects === undefined ? 0 : await extendChecksum(rejects, run.rejectsLength);
      const { temporary, unit, provisional, linesBefore = null, ...about } = run;
      const saved = { ...about, linesBefore, file: basename(run.file), rejectsChecksum };
      const position = positionOfRun(run);
      const tail = await this.held.tailBefore(position);
      if (provisional === true) {
        return this.#save({ ...range, provisional: { run: saved, tail } }, index);
      }
      await this.#save({ ...range, position, tail, runs: [...range.runs, saved] }, index);
    });
  }

  /**
   * The positions of all runs must count the same unit. If the unit was not given, the first run decides. If that counts
   * values, positions are not offsets in the sources, so the sources are sealed: they must not change at all.
   */
  async #requireUnit(unit: PositionUnit): Promise<void> {
    const { unit: known, sources: opened } = this.#manifest;
    if (unit === known) return;
    if (this.#unitIsKnown || savedRuns(this.#manifest).length > 0) {
      throw otherUnit(this.#work.path, { known, unit, resumed: this.resumed });
    }
    this.#held = await this.#held.seal();
    const { identities } = this.#held;
    const sources = identities.map((identity, index) => ({ ...identity, size: opened[index]!.size }));
    this.#manifest = { ...this.#manifest, unit, sources };
  }

  /** Records durably that a range was read whole. */
  completeRange(index: number): Promise<void> {
    return this.#attempt(async () => {
      const range = this.ranges[index]!;
      if (range.complete) return;
      const tail = range.tail ?? (await this.held.tailBefore(range.position));
      await this.#save({ ...range, tail, complete: true }, index);
      if (this.complete) await this.held.close();
    });
  }

  /**
   * Writes the rejects file once all sources were read whole. May be repeated. Fails with `aborted` once `signal` is
   * aborted.
   */
  publishRejects(signal?: AbortSignal | undefined): Promise<void> {
    return this.#attempt(async () => {
      const { rejects } = this.#manifest;
      if (rejects !== null)
        await publishRejects(rejects, allRejectsAt(this.directory, this.#manifest), signal);
    });
  }

  /**
   * Records that a job that keeps its work is done: what it has absorbed is what later jobs begin with and are compared with.
   * Call it once everything is published. Files that cannot be removed are swept by the next job.
   */
  keep(): Promise<void> {
    return this.#attempt(async () => {
      this.#requireComplete();
      await this.held.close();
      this.#manifest = await finishedWork(this.#work.path, this.#manifest);
      await this.#work.replace(this.#manifest);
    });
  }

  /** Puts runs, which are durable, in the place of all kept runs, which hold the same. */
  replaceKept(runs: readonly KeptRun[]): Promise<void> {
    return this.#attempt(async () => {
      const manifest = { ...this.#manifest, kept: { ...this.#manifest.kept!, runs } };
      await this.#work.replace(manifest);
      this.#manifest = manifest;
    });
  }

  /** Removes the state. Call it once the output is durable. Resolves to the reason if the directory could not be removed. */
  finish(): Promise<SpillwayError | undefined> {
    return this.#attempt(async () => {
      this.#requireComplete();
      this.#ended = true;
      await this.held.close();
      return await this.#work.finish();
    });
  }

  /** Releases the work directory and keeps the saved work. May be repeated, and does nothing after `finish`. */
  release(): Promise<void> {
    return this.#queue.run(async () => {
      if (this.#ended) return;
      this.#ended = true;
      try {
        await this.held.close();
      } finally {
        await this.#work.release();
      }
    });
  }

  #requireComplete(): void {
    if (this.complete) return;
    throw new SpillwayError('bad-pipeline', 'checkpoint: finish() before the source was read whole');
  }

  async #save(changed: ManifestRange, index: number): Promise<void> {
    const ranges = this.ranges.with(index, changed);
    const last = this.sources.length - 1;
    const ends = ranges.map(reachedPosition).map(({ source, offset }) => (source === last ? offset : 0));
    const growing = await this.held.identifyGrowing(Math.max(...ends));
    let { sources } = this.#manifest;
    if (growing !== undefined) sources = sources.with(last, growing);
    const counters = sumCounters({ ...this.#manifest, ranges });
    const manifest = { ...this.#manifest, sources, ranges, counters };
    if (this.resumable) await this.#work.save(manifest);
    this.#manifest = manifest;
  }

  #attempt<T>(operation: () => Promise<T>): Promise<T> {
    return this.#queue.run(() => {
      if (this.#ended) throw new SpillwayError('aborted', 'checkpoint: its work directory was released');
      return operation();
    });
  }
}
