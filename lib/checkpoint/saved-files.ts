import { join } from 'node:path';
import type { Run } from '../records/run.js';
import { linesBeforeRanges } from './lines-before.js';
import type { Manifest, ManifestRun } from './manifest.js';
import type { RangeRejects } from './publish-rejects.js';
import type { SavedRejects } from './saved-rejects.js';
import { rejectsNameOf, runsOfRange } from './saved-runs.js';

// The files that a manifest names, in their work directory.

export function runsAt(directory: string, { unit }: Manifest, runs: readonly ManifestRun[]): Run[] {
  return runs.map(({ linesBefore, ...run }) => {
    const known = linesBefore === null ? {} : { linesBefore };
    return { ...run, ...known, file: join(directory, run.file), unit, temporary: false };
  });
}

/** The file for a range's rejects, and how much of it is saved; undefined if the job keeps no rejects. */
export function rejectsAt(directory: string, manifest: Manifest, index: number): SavedRejects | undefined {
  if (manifest.rejects === null) return undefined;
  const range = manifest.ranges[index]!;
  const last = runsOfRange(range).at(-1);
  const file = join(directory, rejectsNameOf(manifest, range));
  return { file, length: last?.rejectsLength ?? 0, checksum: last?.rejectsChecksum ?? 0 };
}

/** All saved rejects in source order, those of finished jobs first. */
export function allRejectsAt(directory: string, manifest: Manifest): RangeRejects[] {
  const kept = manifest.kept?.rejects ?? [];
  const lines = linesBeforeRanges(manifest.ranges, manifest.kept?.linesBefore);
  const ofRanges = manifest.ranges.map((_, index) => {
    const rejects = rejectsAt(directory, manifest, index);
    return rejects === undefined ? [] : { ...rejects, linesBefore: lines[index]! };
  });
  return [...kept.map((each) => ({ ...each, file: join(directory, each.file) })), ...ofRanges.flat()];
}
