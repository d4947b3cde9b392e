import { SpillwayError } from '../errors.js';
import { NO_COUNTERS } from '../records/counters.js';
import type { JsonRecord } from '../records/json-value.js';
import { BEGINNING, type PositionUnit } from '../records/source-position.js';
import type { HeldSources } from '../sources/held-sources.js';
import type { JobSource } from '../sources/job-sources.js';
import { fileOfSource, nameOfSource } from '../sources/standard-input.js';
import type { KeptWork, Manifest } from './manifest.js';
import { rejectsTarget } from './publish-rejects.js';
import { type JobTerms, notResumable, requireSameTerms, resumeFrom } from './resume.js';
import { type ResumedKept, resumeKept } from './resume-kept.js';
import { unreadRange } from './unread-range.js';
import type { WorkDirectory } from './work-directory.js';

export interface InitialOptions {
  readonly rejects: string | undefined;
  readonly options: JsonRecord;
  readonly unit?: PositionUnit | undefined;
  /** Whether the work stays for later jobs. */
  readonly keep?: boolean | undefined;
  /** Takes sources that cannot be told for new ones. */
  readonly appendAnyway?: boolean | undefined;
}

/** `unit`: what positions count. Default: what the first run's position counts. */
export interface JobStateOptions extends InitialOptions {
  /** The files to read, in order; none if the source is not a file. */
  readonly sources: readonly JobSource[];
  readonly fresh: boolean;
  /** True to save nothing, because the directory is not kept. Default: false. */
  readonly scratch?: boolean;
}

export const NOTHING_KEPT: KeptWork = {
  sources: [],
  runs: [],
  provisional: null,
  linesBefore: 0,
  rejects: [],
  finished: null,
};

/**
 * The manifest that a job starts with, and its sources: the saved one, which must fit the job, or a new one if nothing is
 * saved. Fails as resumeJob and rejectsTarget do.
 */
export async function initialManifest(
  work: WorkDirectory,
  held: HeldSources,
  options: InitialOptions,
): Promise<ResumedKept> {
  const files = held.sources.map((source) => fileOfSource(source.path));
  const rejects =
    options.rejects === undefined ? null : await rejectsTarget(options.rejects, work.path, files);
  if (work.manifest !== undefined) return resumeJob(work.path, work.manifest, { ...options, rejects }, held);
  if (options.keep === true) requireFiles(held);
  const manifest: Manifest = {
    unit: options.unit ?? 'bytes',
    sources: held.identities,
    options: options.options,
    rejects,
    ranges: [unreadRange(BEGINNING, null)],
    counters: NO_COUNTERS,
    kept: options.keep === true ? NOTHING_KEPT : null,
  };
  return { manifest, held };
}

/** What is saved in a directory, for a job with these terms. Fails with `options-changed`, `source-changed`, `source-unreadable`. */
export async function resumeJob(
  directory: string,
  saved: Manifest,
  { unit, options, rejects, keep, appendAnyway }: Omit<InitialOptions, 'rejects'> & Pick<JobTerms, 'rejects'>,
  held: HeldSources,
): Promise<ResumedKept> {
  const sources = held.identities.map((identity) => identity.path);
  const terms = { unit, options, rejects, sources };
  if (keep !== true) {
    if (saved.kept !== null) throw keptElsewhere(directory);
    return { manifest: await resumeFrom(directory, saved, terms, held), held };
  }
  if (held.sources.some(({ resumable }) => !resumable)) throw notResumable(directory, held.sources);
  requireSameTerms(directory, saved, terms);
  return resumeKept(saved, saved.kept ?? NOTHING_KEPT, held, appendAnyway === true);
}

/** What came through a pipe could not be recognised when it is given again. */
function requireFiles({ sources }: HeldSources): void {
  const pipe = sources.find(({ resumable }) => !resumable);
  if (pipe === undefined) return;
  throw new SpillwayError(
    'bad-option',
    `keep needs sources that can be read again, and ${nameOfSource(pipe.path)} is a pipe; write it to a file first`,
    { file: pipe.path, option: 'keep' },
  );
}

function keptElsewhere(directory: string): SpillwayError {
  return new SpillwayError(
    'options-changed',
    `${directory} holds kept work; add --keep (keep: true), name another work directory, or discard the kept work with --fresh (fresh: true)`,
    { file: directory, option: 'keep' },
  );
}
