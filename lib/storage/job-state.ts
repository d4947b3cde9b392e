import { basename, dirname, join } from 'node:path';
import { ioError, SpillwayError } from '../errors.js';
import { addCounters, NO_COUNTERS } from '../records/counters.js';
import type { Run } from '../records/run.js';
import { fileSystem } from './file-system.js';
import { type JsonRecord, type Manifest, type ManifestRange, RUN_FILE } from './manifest.js';
import { randomId } from './partial-file.js';
import {
  publishRejects,
  RejectsFile,
  type RejectsPlace,
  rejectsPlace,
  unpublishRejects,
} from './rejects-file.js';
import { requireSameJob } from './same-job.js';
import { SourceFile } from './source-identity.js';
import { Turns } from './turns.js';
import { MANIFEST_NAME, WorkDirectory } from './work-directory.js';

export interface JobStateOptions {
  readonly source: string | undefined;
  readonly rejects: string | undefined;
  /** Those that change the answer. */
  readonly options: JsonRecord;
  readonly fresh: boolean;
}

/**
 * A job's state on disk, and the order in which it may change: rejects durable, then the manifest that counts on them,
 * then whatever is built on the manifest.
 */
export class JobState {
  /** Whether there was saved work to go on from. */
  readonly resumed: boolean;
  readonly #work: WorkDirectory;
  readonly #source: SourceFile | undefined;
  readonly #place: RejectsPlace | undefined;
  #manifest: Manifest;
  #rejects: RejectsFile | undefined;
  #ended = false;
  /** A release must not overtake a manifest that is being written. */
  readonly #turns = new Turns();

  private constructor(work: WorkDirectory, source: SourceFile | undefined, place: RejectsPlace | undefined) {
    this.resumed = work.manifest !== undefined;
    this.#work = work;
    this.#source = source;
    this.#place = place;
    this.#manifest = work.manifest ?? emptyManifest();
  }

  static async open(directory: string, options: JobStateOptions): Promise<JobState> {
    // First, so that a mistyped source does not cost the saved work.
    const source = options.source === undefined ? undefined : await SourceFile.open(options.source);
    let work: WorkDirectory | undefined;
    try {
      work = await WorkDirectory.open(directory, { fresh: options.fresh });
      const job = work.manifest?.job ?? randomId();
      const place = options.rejects === undefined ? undefined : await rejectsPlace(options.rejects, job);
      if (place !== undefined) await refuseTakenPlace(place.path, work.path, source?.path);
      const state = new JobState(work, source, place);
      await (state.resumed ? state.#resume(options) : state.#begin(job, options));
      return state;
    } catch (error) {
      await work?.release().catch(() => {});
      await source?.close();
      throw error;
    }
  }

  /** As last saved. */
  get manifest(): Manifest {
    return this.#manifest;
  }

  get range(): ManifestRange {
    return this.#manifest.ranges[0]!;
  }

  /** Undefined where none can come: none are wanted, or the source was read whole. */
  get rejects(): RejectsFile | undefined {
    return this.#rejects;
  }

  get runs(): Run[] {
    return this.range.runs.map((run) => ({
      ...run,
      file: join(this.#work.path, run.file),
      temporary: false,
    }));
  }

  /** Makes a run part of the saved work, durably. */
  record(run: Run): Promise<void> {
    return this.#attempt(async () => {
      await this.#requireFitting(run);
      await this.#rejects?.sync();
      const { temporary: _, ...saved } = { ...run, file: basename(run.file) };
      const range = { ...this.range, position: run.position, runs: [...this.range.runs, saved] };
      await this.#save(range, run.rejectsLength);
    });
  }

  /** Notes, durably, that the source was read whole; then gives the rejects file its name. May be repeated. */
  complete(): Promise<void> {
    return this.#attempt(async () => {
      if (!this.range.complete) {
        await this.#rejects?.sync();
        await this.#save({ ...this.range, complete: true }, this.#rejects?.length ?? 0);
        await this.#rejects?.close();
      }
      if (this.#place !== undefined) await publishRejects(this.#place, this.#manifest.rejectsLength);
    });
  }

  /** Removes the state. For when what was made of it is durable. */
  finish(): Promise<void> {
    return this.#attempt(async () => {
      if (!this.range.complete) {
        throw new SpillwayError('bad-pipeline', 'checkpoint: finish() before the source was read whole');
      }
      this.#ended = true;
      await this.#source?.close();
      await this.#work.finish();
    });
  }

  /** Lets go of the state and keeps it for another time. May be repeated, and does nothing after finish. */
  release(): Promise<void> {
    return this.#turns.take(async () => {
      if (this.#ended) return;
      this.#ended = true;
      try {
        await (this.#work.isBlank ? this.#rejects?.discard() : this.#rejects?.close());
        await this.#source?.close();
      } finally {
        await this.#work.release();
      }
    });
  }

  async #begin(job: string, options: JobStateOptions): Promise<void> {
    const rejects = this.#place?.path ?? null;
    this.#manifest = { ...this.#manifest, job, rejects, options: options.options };
    if (this.#place !== undefined) this.#rejects = await RejectsFile.create(this.#place);
  }

  async #resume({ options }: JobStateOptions): Promise<void> {
    const { position, complete, runs } = this.range;
    const terms = { options, rejects: this.#place?.path ?? null, hasSource: this.#source !== undefined };
    requireSameJob(join(this.#work.path, MANIFEST_NAME), this.#manifest, terms);
    const saved = this.#manifest.source;
    const size = saved === null ? position : ((await this.#source?.verify(saved, position)) ?? position);
    if (complete && size === position) return;
    const rejectsLength = runs.at(-1)?.rejectsLength ?? 0;
    if (complete) {
      if (this.#place !== undefined) await unpublishRejects(this.#place, this.#manifest.rejectsLength);
      await this.#save({ ...this.range, complete: false }, rejectsLength);
    }
    if (this.#place !== undefined) this.#rejects = await RejectsFile.resume(this.#place, rejectsLength);
  }

  async #save(range: ManifestRange, rejectsLength: number): Promise<void> {
    const manifest = {
      ...this.#manifest,
      source: (await this.#source?.identify(range.position)) ?? null,
      ranges: [range],
      counters: range.runs.reduce((total, run) => addCounters(total, run.counters), NO_COUNTERS),
      rejectsLength,
    };
    await this.#work.save(manifest);
    this.#manifest = manifest;
  }

  /** A run that could not be found again, or not told from those before it, must not get into a manifest. */
  async #requireFitting(run: Run): Promise<void> {
    const { position, complete } = this.range;
    const inside = await isIn(this.#work.path, run.file);
    const minRejects = this.#manifest.rejectsLength;
    const maxRejects = this.#rejects?.length ?? 0;
    if (complete) this.#misfit(run, 'came although the source had been read whole');
    if (run.temporary || !inside || !RUN_FILE.test(basename(run.file))) {
      this.#misfit(run, `is not in ${this.#work.path}; give aggregate the same directory`);
    }
    if (run.position <= position) this.#misfit(run, `ends at byte ${run.position}, before byte ${position}`);
    if (run.rejectsLength < minRejects || run.rejectsLength > maxRejects) {
      this.#misfit(run, `counts on rejects that are not in the checkpoint's file; give validate its rejects`);
    }
  }

  #misfit(run: Run, what: string): never {
    throw new SpillwayError('bad-pipeline', `checkpoint: the run ${run.file} ${what}`, { file: run.file });
  }

  #attempt<T>(operation: () => Promise<T>): Promise<T> {
    return this.#turns.take(() => {
      if (this.#ended) throw new SpillwayError('aborted', 'checkpoint: its work directory was released');
      return operation();
    });
  }
}

/** A rejects file over the source would cost the source; in the work directory it would keep that from going away. */
async function refuseTakenPlace(rejects: string, work: string, source: string | undefined): Promise<void> {
  const taken =
    (source !== undefined && (await realPath(source)) === rejects && 'the source') ||
    ((await isIn(work, rejects)) && 'a file in the work directory');
  if (taken === false) return;
  throw new SpillwayError('bad-option', `rejects: ${rejects} is ${taken}; name another file`, {
    file: rejects,
  });
}

async function isIn(directory: string, file: string): Promise<boolean> {
  return (await realPath(directory)) === (await realPath(dirname(file)));
}

async function realPath(path: string): Promise<string> {
  try {
    return await fileSystem.realpath(path);
  } catch (error) {
    throw ioError('read', path, error);
  }
}

function emptyManifest(): Manifest {
  return {
    job: '',
    source: null,
    options: {},
    rejects: null,
    ranges: [{ start: 0, position: 0, complete: false, runs: [] }],
    counters: NO_COUNTERS,
    rejectsLength: 0,
  };
}
