import { inParallel } from '../async/in-parallel.js';
import { expandSources } from '../sources/expand-sources.js';
import type { JobSource } from '../sources/job-sources.js';
import { describeSource } from '../sources/open-source.js';
import type { JobSettings } from './job-settings.js';
import { leaveOutOutputs } from './leave-out-outputs.js';
import { type FilesBeside, refuseOverlaps } from './refuse-overlaps.js';

/**
 * The sources of a job, in their order. Refuses a job two of whose files are the same file. Fails with `bad-option`,
 * `source-unreadable`.
 */
export async function findSources(settings: JobSettings, beside: FilesBeside = {}): Promise<JobSource[]> {
  const found = await expandSources(settings.sources, settings.onNote);
  const paths = await leaveOutOutputs(found, settings, beside);
  const sources = await inParallel(paths, async (path) => {
    const { compression, resumable } = await describeSource(path);
    // A file may only grow if positions are its own byte offsets. Of a pipe nothing is known.
    const sealed = compression !== 'none' || settings.input === 'json' || !resumable;
    return { path, sealed, resumable };
  });
  await refuseOverlaps({ ...settings, ...beside, sources: sources.map(({ path }) => path) });
  return sources;
}
