import { rejectsFileName } from '../disk/work-directory-names.js';
import { addCounters, type Counters, NO_COUNTERS } from '../records/counters.js';
import type { SourcePosition } from '../records/source-position.js';
import type { Manifest, ManifestRange, ManifestRun } from './manifest.js';

/** Where a run ends. */
export function positionOfRun(run: Pick<ManifestRun, 'source' | 'position'>): SourcePosition {
  return { source: run.source, offset: run.position };
}

/** All runs of a range, the provisional one last. */
export function runsOfRange({
  runs,
  provisional,
}: Pick<ManifestRange, 'runs' | 'provisional'>): readonly ManifestRun[] {
  return provisional === null ? runs : [...runs, provisional.run];
}

/** All runs, in the order of the sources: those that earlier jobs have kept, then those of the ranges. */
export function savedRuns({ ranges, kept }: Pick<Manifest, 'ranges' | 'kept'>): ManifestRun[] {
  return [...(kept?.runs ?? []), ...ranges.flatMap(runsOfRange)];
}

/** The runs of the summary that the last finished job has published, in source order. */
export function publishedRuns({ kept }: Pick<Manifest, 'kept'>): readonly ManifestRun[] {
  if (kept === null) return [];
  return kept.provisional === null ? kept.runs : [...kept.runs, kept.provisional];
}

/** How far a range was read: up to its position, or to the end of its provisional line. */
export function reachedPosition({ position, provisional }: ManifestRange): SourcePosition {
  return provisional === null ? position : positionOfRun(provisional.run);
}

/** The counters of all saved runs together. */
export function sumCounters(manifest: Pick<Manifest, 'ranges' | 'kept'>): Counters {
  return savedRuns(manifest).reduce((total, run) => addCounters(total, run.counters), NO_COUNTERS);
}

/** The name of the file for a range's rejects. Sources count on from those of finished jobs, whose files stay. */
export function rejectsNameOf({ kept }: Pick<Manifest, 'kept'>, { start }: ManifestRange): string {
  const { source, offset } = start;
  return rejectsFileName({ source: (kept?.sources.length ?? 0) + source, offset });
}
