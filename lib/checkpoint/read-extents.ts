import { comparePositions, type SourcePosition } from '../records/source-position.js';
import type { Manifest, ManifestRange } from './manifest.js';
import { positionOfRun, reachedPosition } from './saved-runs.js';
import { splitRange } from './unread-range.js';

/** Whether all of a source was read that it held when its identity was taken. */
export function isReadWhole(
  { sources, ranges }: Pick<Manifest, 'sources' | 'ranges'>,
  source: number,
): boolean {
  const { size, sealed, tail } = sources[source]!;
  // Positions in a sealed source count what it holds, not the bytes of its file.
  const whole = { source, offset: sealed ? Number.POSITIVE_INFINITY : size };
  return ranges.every((range) => {
    const { start, end, complete } = range;
    if (start.source > source || (end !== null && comparePositions(end, { source, offset: 0 }) <= 0))
      return true;
    const reached = reachedPosition(range);
    const needed = end !== null && comparePositions(end, whole) < 0 ? end : whole;
    if (comparePositions(reached, needed) >= 0) return true;
    // The last source may have grown while its end was read.
    return complete && (sealed || tail !== null || end !== null);
  });
}

/** How many bytes of a source were read, without gaps, from its beginning. */
export function bytesRead({ ranges }: Pick<Manifest, 'ranges'>, source: number): number {
  let read = 0;
  for (const range of ranges) {
    if (range.start.source > source) break;
    const reached = range.complete && range.end !== null ? range.end : reachedPosition(range);
    if (reached.source === source) read = Math.max(read, reached.offset);
    if (!range.complete) break;
  }
  return read;
}

/**
 * Takes what is unread between two positions for read: it is gone, or was absorbed before. `to`: null for the end of the
 * last source.
 */
export function completeBetween(
  ranges: readonly ManifestRange[],
  from: SourcePosition,
  to: SourcePosition | null,
): ManifestRange[] {
  return ranges.flatMap((range) => {
    const { position, end, complete } = range;
    if (complete) return [range];
    const cuts = [from, to].filter(
      (cut) =>
        cut !== null &&
        comparePositions(cut, position) > 0 &&
        (end === null || comparePositions(cut, end) < 0),
    );
    return splitRange(range, cuts as SourcePosition[]).map((piece) => {
      const within =
        comparePositions(piece.position, from) >= 0 &&
        (to === null || (piece.end !== null && comparePositions(piece.end, to) <= 0));
      return within ? { ...piece, complete: true } : piece;
    });
  });
}

/** A range whose last line, which had no line end, is absorbed as it stands: nothing follows it in its source any more. */
export function withLineAbsorbed(range: ManifestRange): ManifestRange {
  const { provisional, runs } = range;
  if (provisional === null) return range;
  const { run, tail } = provisional;
  return { ...range, position: positionOfRun(run), tail, runs: [...runs, run], provisional: null };
}
