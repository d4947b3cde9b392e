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

/** All runs, in the order of the sources. */
export function savedRuns({ ranges }: Pick<Manifest, 'ranges'>): ManifestRun[] {
  return ranges.flatMap(runsOfRange);
}

/** How far a range was read: up to its position, or to the end of its provisional line. */
export function reachedPosition({ position, provisional }: ManifestRange): SourcePosition {
  return provisional === null ? position : positionOfRun(provisional.run);
}

/** The counters of all saved runs together. */
export function sumCounters(ranges: readonly ManifestRange[]): Counters {
  return savedRuns({ ranges }).reduce((total, run) => addCounters(total, run.counters), NO_COUNTERS);
}
