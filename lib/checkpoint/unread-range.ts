import type { SourcePosition } from '../records/source-position.js';
import type { ManifestRange } from './manifest.js';

/** A range that nothing has been read from yet. */
export function unreadRange(start: SourcePosition, end: SourcePosition | null): ManifestRange {
  return { start, end, position: start, tail: null, complete: false, runs: [], provisional: null };
}

/**
 * Cuts the unread rest of a range at ascending positions, all after the range's own. The first piece keeps the runs. For
 * ranges that no reader works on.
 */
export function splitRange(range: ManifestRange, cuts: readonly SourcePosition[]): ManifestRange[] {
  const ends = [...cuts, range.end];
  return ends.map((end, piece) => (piece === 0 ? { ...range, end } : unreadRange(cuts[piece - 1]!, end)));
}
