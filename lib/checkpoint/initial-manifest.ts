import { NO_COUNTERS } from '../records/counters.js';
import type { JsonRecord } from '../records/json-value.js';
import { BEGINNING, type PositionUnit } from '../records/source-position.js';
import type { HeldSources } from '../sources/held-sources.js';
import { fileOfSource } from '../sources/standard-input.js';
import type { Manifest } from './manifest.js';
import { rejectsTarget } from './publish-rejects.js';
import { resumeFrom } from './resume.js';
import { unreadRange } from './unread-range.js';
import type { WorkDirectory } from './work-directory.js';

interface InitialOptions {
  readonly rejects: string | undefined;
  readonly options: JsonRecord;
  readonly unit?: PositionUnit | undefined;
}

/**
 * The manifest that a job starts with: the saved one, which must fit the job, or a new one if nothing is saved. Fails as
 * resumeFrom and rejectsTarget do.
 */
export async function initialManifest(
  work: WorkDirectory,
  held: HeldSources,
  { rejects: path, options, unit }: InitialOptions,
): Promise<Manifest> {
  const files = held.sources.map((source) => fileOfSource(source.path));
  const rejects = path === undefined ? null : await rejectsTarget(path, work.path, files);
  if (work.manifest !== undefined) {
    const sources = held.identities.map((identity) => identity.path);
    return resumeFrom(work.path, work.manifest, { unit, options, rejects, sources }, held);
  }
  return {
    unit: unit ?? 'bytes',
    sources: held.identities,
    options,
    rejects,
    ranges: [unreadRange(BEGINNING, null)],
    counters: NO_COUNTERS,
  };
}
