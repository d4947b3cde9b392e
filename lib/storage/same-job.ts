import { isDeepStrictEqual } from 'node:util';
import { SpillwayError } from '../errors.js';
import type { JsonRecord, Manifest } from './manifest.js';

/** What a job was started with, as far as its answer and its files depend on it. */
export interface JobTerms {
  /** How many files are read; 0 where the source is not a file. */
  readonly sources: number;
  /** Absolute path of the rejects file; null without one. */
  readonly rejects: string | null;
  /** Those that change the answer. */
  readonly options: JsonRecord;
}

/** Fails with `options-changed`, by name and both values, if the terms are not those that the manifest was made with. */
export function requireSameJob(file: string, saved: Manifest, given: JobTerms): void {
  const names = new Set([...Object.keys(saved.options), ...Object.keys(given.options)]);
  for (const name of names)
    requireSame(file, name, optionOf(saved.options, name), optionOf(given.options, name));
  requireSame(file, 'rejects', saved.rejects, given.rejects);
  requireSame(file, 'the number of source files', saved.sources.length, given.sources);
}

function optionOf(options: JsonRecord, name: string): unknown {
  return Object.hasOwn(options, name) ? options[name] : undefined;
}

function requireSame(file: string, name: string, saved: unknown, given: unknown): void {
  if (isDeepStrictEqual(saved, given)) return;
  const [before, now] = [saved, given].map((value) => JSON.stringify(value) ?? 'not given');
  throw new SpillwayError(
    'options-changed',
    `${file} was made with ${name} ${before}, and now it is ${now}; give the same again, or discard the saved work with --fresh (fresh: true)`,
    { file, expected: before, found: now },
  );
}
