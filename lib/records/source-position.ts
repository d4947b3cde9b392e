/** What positions count: bytes of a source of lines, or values that `fromActivities` took. */
export type PositionUnit = 'bytes' | 'values';

/** A place in the sources of a job, between two lines. */
export interface SourcePosition {
  /** Index of the source, in the order in which they are read. */
  readonly source: number;
  /** Plain bytes of this source before the position; or values, if positions count values. */
  readonly offset: number;
}

export const BEGINNING: SourcePosition = { source: 0, offset: 0 };

/** Negative if `a` comes before `b`, 0 if they are the same. */
export function comparePositions(a: SourcePosition, b: SourcePosition): number {
  return a.source - b.source || a.offset - b.offset;
}
