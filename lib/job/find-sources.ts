import { inParallel } from '../in-parallel.js';
import { expandSources } from '../sources/expand-sources.js';
import { describeSource } from '../sources/open-source.js';
import type { JobSource } from '../storage/job-sources.js';
import type { JobSettings } from './job-settings.js';

/** The sources that a job is to read, in their order. Fails with `source-unreadable`. */
export async function findSources({
  sources,
  input,
}: Pick<JobSettings, 'sources' | 'input'>): Promise<JobSource[]> {
  return inParallel(await expandSources(sources), async (path) => {
    const { compression, resumable } = await describeSource(path);
    // Where positions are no offsets of the file's own, it must not grow; of a pipe nothing is known.
    const sealed = compression !== 'none' || input === 'json' || !resumable;
    return { path, sealed, resumable };
  });
}
