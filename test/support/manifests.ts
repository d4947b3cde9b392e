import type { Manifest, ManifestRange, ManifestRun } from '../../lib/checkpoint/manifest.js';
import { sumCounters } from '../../lib/checkpoint/saved-runs.js';
import { type Counters, NO_COUNTERS } from '../../lib/records/counters.js';
import { identityOf } from './source-identity.js';

/** A saved run of three lines, one of them rejected, up to a position. */
export function runAt(position: number, changes: Partial<ManifestRun> = {}): ManifestRun {
  const file = `run-${`${position}`.padStart(16, '0')}-0123456789abcdef.run`;
  const counters: Counters = { ...NO_COUNTERS, lines: 3, events: 2, rejects: { 'bad-id': 1 } };
  const rejects = { rejectsLength: position, rejectsChecksum: 7 };
  const place = { source: 0, position, linesBefore: 3 };
  return { file, bytes: 40, rows: 2, records: 1, ...place, counters, ...rejects, ...changes };
}

/** A range of the first source that was read up to the last of its runs. */
export function rangeOf(start: number, end: number | null, runs: readonly ManifestRun[]): ManifestRange {
  const at = (offset: number) => ({ source: 0, offset });
  const position = at(runs.at(-1)?.position ?? start);
  return {
    start: at(start),
    end: end === null ? null : at(end),
    position,
    tail: null,
    complete: false,
    runs,
    provisional: null,
  };
}

/** A manifest of one source, with rejects and options. */
export function manifestOf(ranges: readonly ManifestRange[], changes: Partial<Manifest> = {}): Manifest {
  return {
    unit: 'bytes',
    sources: [identityOf(1000)],
    options: { order: 'bytes', map: { user: ['a', null, 1] } },
    rejects: '/rejects "of" zwölf',
    ranges,
    counters: sumCounters({ ranges, kept: null }),
    kept: null,
    ...changes,
  };
}
