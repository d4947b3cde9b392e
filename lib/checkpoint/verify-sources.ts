import { inParallel } from '../async/in-parallel.js';
import { comparePositions } from '../records/source-position.js';
import type { HeldSources } from '../sources/held-sources.js';
import { growingSource } from '../sources/job-sources.js';
import { verifyHead, verifyPosition, verifyTail, verifyWhole } from '../sources/verify-source.js';
import type { Manifest, ManifestRange } from './manifest.js';
import { restoredArchive } from './restored-archive.js';
import { reachedPosition, sumCounters } from './saved-runs.js';

/** The index of the range that holds a whole source; undefined if it is cut into several. */
function rangeOf(ranges: readonly ManifestRange[], source: number): number | undefined {
  const next = { source: source + 1, offset: 0 };
  const beginning = { source, offset: 0 };
  const index = ranges.findIndex(
    ({ start, end }) =>
      comparePositions(start, beginning) <= 0 && (end === null || comparePositions(end, next) >= 0),
  );
  return index === -1 ? undefined : index;
}

/** The one of two that has read less. */
function earlier(one: ManifestRange, other: ManifestRange): ManifestRange {
  return comparePositions(one.position, other.position) <= 0 ? one : other;
}

/**
 * The saved manifest, if its sources are unchanged. If the last one has grown, the last range is reopened, and a last line
 * that had no line end will be read again. An archive that was not read whole may have been restored. Fails with `source-changed`, `source-unreadable`.
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
      if (index !== growing) {
        // Values are not counted in what stands before a position: what is read as values must not change.
        const archive = identity.sealed && file.sealed && saved.unit === 'bytes';
        const at = archive ? rangeOf(saved.ranges, index) : undefined;
        if (at === undefined) return verifyWhole(file, identity);
        const restored = await restoredArchive(file, identity, index, saved.ranges[at]!);
        if (restored.range !== saved.ranges[at])
          ranges = ranges.with(at, earlier(ranges[at]!, restored.range));
        return restored.identity;
      }
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
