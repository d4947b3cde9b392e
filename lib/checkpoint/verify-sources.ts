import { inParallel } from '../async/in-parallel.js';
import type { HeldSources } from '../sources/held-sources.js';
import { growingSource } from '../sources/job-sources.js';
import { verifyHead, verifyPosition, verifyTail, verifyWhole } from '../sources/verify-source.js';
import type { Manifest } from './manifest.js';
import { reachedPosition, sumCounters } from './saved-runs.js';

/**
 * The saved manifest, if its sources are unchanged. If the last one has grown, the last range is reopened, and a last line
 * that had no line end will be read again. Fails with `source-changed`, `source-unreadable`.
 */
export async function verifySources(
  saved: Manifest,
  held: Pick<HeldSources, 'sources' | 'use'>,
): Promise<Manifest> {
  const growing = growingSource(held.sources);
  // If the job was killed before the range was complete, its last line may not have been the last one: read it again.
  let ranges = saved.ranges.map((range) => (range.complete ? range : { ...range, provisional: null }));
  const identities = await inParallel(saved.sources, (identity, index) =>
    held.use(index, async (file) => {
      if (index !== growing) return verifyWhole(file, identity);
      const size = await verifyHead(file, identity);
      for (const { position, tail, provisional: line } of saved.ranges) {
        if (tail !== null) await verifyPosition(file, identity, position.offset, tail);
        if (line !== null && line.tail !== null)
          await verifyTail(file, identity, line.run.position, line.tail);
      }
      const last = ranges.at(-1)!;
      const end = reachedPosition(last);
      const reached = end.source === index ? end.offset : 0;
      if (size > reached) ranges = ranges.with(-1, { ...last, complete: false, provisional: null });
      const { path, device, inode } = await file.identify(0);
      return { ...identity, size, path, device, inode };
    }),
  );
  return { ...saved, sources: identities, ranges, counters: sumCounters({ ...saved, ranges }) };
}
