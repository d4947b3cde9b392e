import type { Segment } from '../../lib/job/read/read-segments.js';
import { HeldSources } from '../../lib/sources/held-sources.js';

/** All of a plain file, as a job that reads nothing else is to read it. */
export async function segmentsOf(path: string): Promise<Segment[]> {
  const held = await HeldSources.open([{ path, sealed: false, resumable: true }]);
  await held.close();
  return [{ ...held.segmentSource(0), source: 0, position: 0, end: null }];
}
