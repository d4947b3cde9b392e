import { inParallel } from '../async/in-parallel.js';
import { refuseContainer } from '../sources/containers.js';
import { expandSources } from '../sources/expand-sources.js';
import type { JobSource } from '../sources/job-sources.js';
import { inspectSource } from '../sources/open-source.js';
import { refuseObjectUrl } from '../sources/refuse-object-url.js';
import type { JobSettings } from './job-settings.js';
import { leaveOutOutputs } from './leave-out-outputs.js';
import { plainHead } from './plain-head.js';
import { type FilesBeside, refuseOverlaps } from './refuse-overlaps.js';

/** Only the first archives are unpacked to look into them; the others are refused when their turn comes. */
const ARCHIVES_LOOKED_INTO = 4;

/**
 * The sources of a job, in their order. Refuses a job two of whose files are the same file. Fails with `bad-option`,
 * `source-unreadable`, also for a file that shows that it holds no JSON.
 */
export async function findSources(settings: JobSettings, beside: FilesBeside = {}): Promise<JobSource[]> {
  for (const source of settings.sources) refuseObjectUrl(source, 'source');
  const found = await expandSources(settings.sources, settings.onNote);
  const paths = await leaveOutOutputs(found, settings, beside);
  const inspected = await inParallel(paths, inspectSource);
  const sources = inspected.map(({ path, compression, resumable }) => {
    // A file may only grow if positions are its own byte offsets. Of a pipe nothing is known.
    const sealed = compression !== 'none' || settings.input === 'json' || !resumable;
    return { path, sealed, resumable };
  });
  await refuseOverlaps({ ...settings, ...beside, sources: sources.map(({ path }) => path) });
  await inParallel(inspected, async ({ path, compression, head }, index) => {
    const plain = compression === 'none' ? head : await headInArchive(path, index);
    if (plain !== undefined) refuseContainer(plain, path);
  });
  return sources;
}

/** Nothing, if it cannot be unpacked: that is reported when it is read. */
async function headInArchive(path: string, index: number): Promise<Uint8Array | undefined> {
  return index < ARCHIVES_LOOKED_INTO ? plainHead(path).catch(() => undefined) : undefined;
}
