import type { Manifest, ManifestRange } from '../../checkpoint/manifest.js';
import { comparePositions, type SourcePosition } from '../../records/source-position.js';
import type { SourceIdentity } from '../../sources/source-identity.js';
import { plainBytesAbout, type Stretch, stretchesBetween } from '../../sources/stretches.js';

/**
 * Ranges are handed out in rounds. A round gives each thread an equal part of this share of the remaining bytes. So the last
 * ranges are small, and no thread waits long for the others at the end, even if parts of a log or speeds of cores differ by
 * up to a sixth. Factoring, by Hummel, Schonberg and Flynn (1992). A range ends with a run that is not full: a smaller share
 * would make more such runs, and each part of the merge would read more of them.
 */
const SHARE_OF_ROUND = 0.84;

/** Where to cut what is left of a range. */
export interface PlannedCut {
  /** Index of the range. */
  readonly index: number;
  /** Ascending. Within a source they are approximate: the cut is made behind the next line end. */
  readonly positions: readonly SourcePosition[];
}

/**
 * Plans cuts of the incomplete ranges, so that `threads`, each of which reads one range after the other, end at about the
 * same time. `grain`: the number of bytes that is worth a range. Sealed sources are not cut. The list begins with the last
 * range, so that making a cut does not change the indices of the others.
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
    // Both sides of a cut must be worth a range.
    const within = ends.map((each) => each - before).filter((at) => Math.min(at, length - at) >= grain / 2);
    const stretches = stretchesBetween(sources, position, end);
    const positions = within.map((at) => positionAt(sources, stretches, at));
    if (positions.length > 0) cuts.unshift({ index, positions });
    before += length;
  }
  return cuts;
}

/** About how many plain bytes of a range are still to be read. */
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

/** Where each of consecutive lengths ends, without the last one. */
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

/** The position that is `bytes` behind the beginning of the stretches; in a sealed source, its nearer end. */
export function positionAt(
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
 * Moves planned positions to the beginnings of lines. Positions that then coincide, or lie outside what is left of the
 * range, are dropped. `lineStart` resolves to the offset of the first line of a source behind an offset.
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
