import type { ManifestRange } from './manifest.js';
import { runsOfRange } from './saved-runs.js';

// Ranges are read at the same time, so a range that begins within a source cannot know how many lines are before it. It counts
// from a number that no source reaches; once all ranges have been read, the lines of those before it are known.

/** Numbers of lines from here on count from the beginning of a range. */
const FROM_RANGE = 2 ** 50;

/** The number of the line at a range's position; undefined if it is not known. */
export function lineAtPosition({ start, runs }: Pick<ManifestRange, 'start' | 'runs'>): number | undefined {
  if (runs.length === 0) return start.offset === 0 ? 1 : FROM_RANGE + 1;
  const { linesBefore } = runs.at(-1)!;
  return linesBefore === null ? undefined : linesBefore + 1;
}

/** The number in the source of a line that a range numbered, with `before` lines before the range. */
export function lineInSource(line: number, before: number): number {
  return line < FROM_RANGE ? line : line - FROM_RANGE + before;
}

/**
 * For each of the ranges, all of which were read whole: the lines before it in the source within which it begins. `reached`: those
 * before the first one.
 */
export function linesBeforeRanges(
  ranges: readonly Pick<ManifestRange, 'start' | 'runs' | 'provisional'>[],
  reached = 0,
): number[] {
  return ranges.map((range) => {
    const before = range.start.offset === 0 ? 0 : reached;
    reached = lineInSource(runsOfRange(range).at(-1)?.linesBefore ?? before, before);
    return before;
  });
}
