import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { MANIFEST_NAME } from '../disk/work-directory-names.js';
import { OR_DISCARD, SpillwayError } from '../errors.js';
import type { JsonRecord } from '../records/json-value.js';
import type { PositionUnit } from '../records/source-position.js';
import type { HeldSources } from '../sources/held-sources.js';
import type { JobSource } from '../sources/job-sources.js';
import { nameOfSource } from '../sources/standard-input.js';
import type { Manifest } from './manifest.js';
import { verifySources } from './verify-sources.js';

/** What a job was started with, as far as its answer and files depend on it. */
export interface JobTerms {
  /** What positions count; undefined if the first run will decide. */
  readonly unit?: PositionUnit | undefined;
  /** The paths of the files to read. */
  readonly sources: readonly string[];
  /** Absolute path of the rejects file; null without one. */
  readonly rejects: string | null;
  /** Those that change the answer. */
  readonly options: JsonRecord;
}

/**
 * The manifest with which to resume the work saved in a directory, for a job with these terms. Fails with
 * `options-changed`, or as verifySources does.
 */
export async function resumeFrom(
  directory: string,
  saved: Manifest,
  terms: JobTerms,
  held: HeldSources,
): Promise<Manifest> {
  const { sources } = held;
  if (sources.some(({ resumable }) => !resumable)) throw notResumable(directory, sources);
  requireSameJob(join(directory, MANIFEST_NAME), saved, terms);
  return verifySources(saved, held);
}

/** Requires the terms that the manifest was made with. Fails with `options-changed`, with the name and both values. */
export function requireSameJob(file: string, saved: Manifest, given: JobTerms): void {
  requireTerms(file, saved, given);
  requireSameSources(
    file,
    saved.sources.map(({ path }) => path),
    given.sources,
  );
}

/** Like requireSameJob, of kept work, whose sources may be others. */
export function requireSameTerms(directory: string, saved: Manifest, given: JobTerms): void {
  requireTerms(join(directory, MANIFEST_NAME), saved, given);
}

function requireTerms(file: string, saved: Manifest, given: JobTerms): void {
  if (given.unit !== undefined) requireSame(file, 'unit', saved.unit, given.unit);
  const names = new Set([...Object.keys(saved.options), ...Object.keys(given.options)]);
  for (const name of names)
    requireSame(file, name, optionOf(saved.options, name), optionOf(given.options, name));
  requireSame(file, 'rejects', saved.rejects, given.rejects);
}

function optionOf(options: JsonRecord, name: string): unknown {
  return Object.hasOwn(options, name) ? options[name] : undefined;
}

function requireSame(file: string, name: string, saved: unknown, given: unknown): void {
  if (isDeepStrictEqual(saved, given)) return;
  const [before, now] = [saved, given].map((value) => JSON.stringify(value) ?? 'not given');
  throw new SpillwayError(
    'options-changed',
    `${file} was made with ${name} ${before}, which is now ${now}; give the same again, ${OR_DISCARD}`,
    { file, expected: before, found: now },
  );
}

/** Files may have been moved, since content identifies them; but none may be missing or new. */
function requireSameSources(file: string, saved: readonly string[], given: readonly string[]): void {
  if (saved.length === given.length) return;
  const missing = saved.find((path) => !given.includes(path));
  const added = given.find((path) => !saved.includes(path));
  const example = missing === undefined ? `${added} is new` : `${missing} is missing`;
  throw new SpillwayError(
    'options-changed',
    `${file} was made from ${saved.length} sources, and now there are ${given.length} (${example}); give the same again, ${OR_DISCARD}`,
    { file, expected: saved.length, found: given.length },
  );
}

/** The error for positions that count another unit than the saved ones, or than the ones before. */
export function otherUnit(
  directory: string,
  {
    known,
    unit,
    resumed,
  }: { readonly known: PositionUnit; readonly unit: PositionUnit; readonly resumed: boolean },
): SpillwayError {
  const file = join(directory, MANIFEST_NAME);
  if (!resumed) {
    return new SpillwayError(
      'bad-pipeline',
      `checkpoint: its positions count ${known}, and a run's position counts ${unit}; parse counts bytes, jsonValues and fromActivities count values`,
      { file, expected: known, found: unit },
    );
  }
  return new SpillwayError(
    'options-changed',
    `${file} was made with positions that count ${known}, which now count ${unit}; read the source as before, ${OR_DISCARD}`,
    { file, expected: known, found: unit },
  );
}

/** The error for a job that reads a pipe although there is saved work. */
export function notResumable(directory: string, sources: readonly JobSource[]): SpillwayError {
  const { path } = sources.find(({ resumable }) => !resumable)!;
  return new SpillwayError(
    'options-changed',
    `${directory} holds the saved work of another job, and ${nameOfSource(path)} is a pipe, which cannot resume it; name another work directory, ${OR_DISCARD}`,
    { file: directory },
  );
}
