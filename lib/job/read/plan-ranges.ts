import type { Manifest, ManifestRange } from '../../checkpoint/manifest.js';
import { comparePositions, type SourcePosition } from '../../records/source-position.js';
import type { SourceIdentity } from '../../sources/source-identity.js';
import { plainBytesAbout, type Stretch, stretchesBetween } from '../../sources/stretches.js';

/**
 * Ranges are handed out in rounds, one to each thread, of this share of what is left of the sources; so the last ones are
 * small, and no thread waits long for the others at the end, however unlike the parts of a log and the speeds of cores
 * are: up to a sixth. Factoring, by Hummel, Schonberg and Flynn (1992). A range ends with a run that is not full: a smaller
 * share would make more of them, and more for each round of the merge to read.
 */
const SHARE_OF_ROUND = 0.84;

/** Where to cut what is left of a range. */
export interface PlannedCut {
  /** Index of the range. */
  readonly index: number;
  /** Ascending. Within a source they are only about there: the cut is behind the line end that follows. */
  readonly positions: readonly SourcePosition[];
}

/**
 * Cuts for the ranges that are not complete, so that `threads` that read one after the other end at about the same time;
 * `grain`: bytes that are worth a range of their own. Sealed sources are not cut. The last range goes first in the list,
 * so that cutting does not move the others.
 */
export function planCuts(
  { ranges, sources }: Pick<Manifest, 'ranges' | 'sources'>,
  threads: number,
  grain: number,
): PlannedCut[] {
  const lengths = ranges.map((range) => bytesLeft(range, sources));
  const ends = endsOf(roundsOf(sumOf(lengths), threads, grain));
  const cuts: PlannedCut[] = [];
  let before = 0;
  for (const [index, { position, end }] of ranges.entries()) {
    const length = lengths[index]!;
    // What would be cut off at either side must be worth it.
    const within = ends.map((each) => each - before).filter((at) => Math.min(at, length - at) >= grain / 2);
    const stretches = stretchesBetween(sources, position, end);
    const positions = within.map((at) => positionAt(sources, stretches, at));
    if (positions.length > 0) cuts.unshift({ index, positions });
    before += length;
  }
  return cuts;
}

/** About how many plain bytes of a range there are still to read. */
export function bytesLeft(
  { position, end, complete }: Pick<ManifestRange, 'position' | 'end' | 'complete'>,
  sources: readonly SourceIdentity[],
): number {
  if (complete) return 0;
  return sumOf(stretchesBetween(sources, position, end).map((stretch) => plainBytesAbout(sources, stretch)));
}

function roundsOf(bytes: number, threads: number, grain: number): number[] {
  const lengths: number[] = [];
  for (let left = bytes; left > 0; ) {
    const even = left / threads;
    if (even * (1 - SHARE_OF_ROUND) < grain) {
      const count = Math.min(threads, Math.max(1, Math.round(left / grain)));
      return [...lengths, ...Array<number>(count).fill(left / count)];
    }
    lengths.push(...Array<number>(threads).fill(even * SHARE_OF_ROUND));
    left -= left * SHARE_OF_ROUND;
  }
  return lengths;
}

/** Where each of consecutive lengths but the last ends. */
function endsOf(lengths: readonly number[]): number[] {
  let end = 0;
  return lengths.slice(0, -1).map((length) => {
    end += length;
    return end;
  });
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0);
}

/** The position so many bytes behind the beginning of stretches; of a sealed source the nearer end. */
function positionAt(
  sources: readonly SourceIdentity[],
  stretches: readonly Stretch[],
  bytes: number,
): SourcePosition {
  let before = 0;
  for (const stretch of stretches) {
    const { source, position } = stretch;
    const length = plainBytesAbout(sources, stretch);
    if (bytes < before + length) {
      if (!sources[source]!.sealed) return { source, offset: Math.floor(position + bytes - before) };
      return bytes - before < length / 2 ? { source, offset: position } : { source: source + 1, offset: 0 };
    }
    before += length;
  }
  return { source: sources.length, offset: 0 };
}

/**
 * The positions of a planned cut moved to where lines begin; those that then coincide, or are not within what is left of
 * the range, are left out. `lineStart` tells where in a source the first line behind an offset begins.
 */
export async function cutAtLineEnds(
  { position, end }: Pick<ManifestRange, 'position' | 'end'>,
  planned: readonly SourcePosition[],
  sources: readonly SourceIdentity[],
  lineStart: (source: number, offset: number) => Promise<number | undefined>,
): Promise<SourcePosition[]> {
  const limit = end ?? { source: sources.length, offset: 0 };
  const cuts: SourcePosition[] = [];
  for (const nominal of planned) {
    if (comparePositions(nominal, cuts.at(-1) ?? position) <= 0) continue;
    const { source, offset } = nominal;
    const start = offset === 0 ? 0 : await lineStart(source, offset);
    const behind = start === undefined || (source < sources.length - 1 && start >= sources[source]!.size);
    const cut = behind ? { source: source + 1, offset: 0 } : { source, offset: start };
    if (comparePositions(cut, limit) < 0) cuts.push(cut);
  }
  return cuts;
}
