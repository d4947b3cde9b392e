import { positionAt } from '../job/read/plan-ranges.js';
import { BEGINNING, comparePositions, type SourcePosition } from '../records/source-position.js';
import type { SourceIdentity } from '../sources/source-identity.js';
import { plainBytesAbout, stretchesBetween } from '../sources/stretches.js';

/** Ranges for each slot: so that a slow task, or one that is repeated, holds up the others by a third of their time at most. */
const RANGES_OF_SLOT = 3;
/** A shorter range is not worth a task: starting one takes as long as reading some 20 MiB. */
const GRAIN = 2 ** 27;
/** A longer range would take long to repeat. */
const HANDY = 2 ** 32;
/** Bytes of a run that one part needs of it: object stores charge for each read, and are slow at small ones. */
const CELL_BYTES = 2 ** 23;
/** Bytes of runs for each byte of a source, about. */
const SPILLED_SHARE = 0.34;

/** About how many bytes the sources have, unpacked. */
export function plainBytesOf(sources: readonly SourceIdentity[]): number {
  return stretchesBetween(sources, BEGINNING, null).reduce(
    (sum, stretch) => sum + plainBytesAbout(sources, stretch),
    0,
  );
}

/** How many ranges a number of bytes is worth. For a very large log: as many ranges as parts, with cells just large enough. */
export function rangesFor(bytes: number, slots: number): number {
  const handy = Math.min(bytes / HANDY, Math.sqrt((bytes * SPILLED_SHARE) / CELL_BYTES));
  return Math.max(1, Math.ceil(Math.min(bytes / GRAIN, Math.max(RANGES_OF_SLOT * slots, handy))));
}

/**
 * Where ranges of about the same number of bytes begin, nominally. Sources that are sealed are not cut: several small ones may be
 * one range. There may be fewer ranges than wanted.
 */
export function nominalStarts(sources: readonly SourceIdentity[], ranges: number): SourcePosition[] {
  const stretches = stretchesBetween(sources, BEGINNING, null);
  const bytes = plainBytesOf(sources);
  const starts = [BEGINNING];
  for (let range = 1; range < ranges; range++) {
    const start = positionAt(sources, stretches, (range * bytes) / ranges);
    if (start.source < sources.length && comparePositions(start, starts.at(-1)!) > 0) starts.push(start);
  }
  return starts;
}

/**
 * The place between two lines that a nominal position stands for: behind the first line end at or after it. `lineStart` resolves
 * to the first beginning of a line behind an offset. Beginnings and ends of ranges follow this one rule, so that no line is read
 * by two ranges, or by none.
 */
export async function lineBoundary(
  sources: readonly SourceIdentity[],
  { source, offset }: SourcePosition,
  lineStart: (source: number, offset: number) => Promise<number | undefined>,
): Promise<SourcePosition> {
  if (offset === 0) return { source, offset };
  const start = await lineStart(source, offset);
  return boundaryAt(sources, source, start);
}

/** A beginning of a line as a position; that of a source's end is the next source's beginning. */
export function boundaryAt(
  sources: readonly SourceIdentity[],
  source: number,
  start: number | undefined,
): SourcePosition {
  if (start === undefined || start >= sources[source]!.size) return { source: source + 1, offset: 0 };
  return { source, offset: start };
}
