import type { Segment } from '../../lib/job/read-segments.js';
import { identifySources } from '../../lib/storage/job-sources.js';

/** All of a plain file, as a job that reads nothing else is to read it. */
export async function segmentsOf(path: string): Promise<Segment[]> {
  const source = { path, sealed: false, resumable: true };
  const [identity] = await identifySources([source]);
  return [{ ...source, source: 0, position: 0, end: null, identity: identity! }];
}
