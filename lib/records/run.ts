import type { Counters } from './counters.js';
import type { JsonValue } from './json-value.js';
import type { PositionUnit } from './source-position.js';

/**
 * What a run holds of the activities: rows to fold into summaries; or each by itself, for timelines: whole, or only the facts
 * that every activity has (user, type, id, name, timestamp).
 */
export type RunContent = 'rows' | 'timelines' | 'facts';

/** Of a temporary run: what keeps its file. A copy made by spreading (`{ ...run }`) has it, one made through JSON has not. */
export const KEPT_BY: unique symbol = Symbol('kept by');

/**
 * An immutable, durable file of activities, in partitions by user, and the stretch of the source that it answers for: all
 * lines from the position of the run before it up to its own.
 */
export interface Run {
  /** Absolute path. */
  readonly file: string;
  /** Size of the file in bytes. */
  readonly bytes: number;
  /** Activities in the file: those of its stretch, but for some that later ones supersede. */
  readonly records: number;
  /** Rows in the file: one for each attribute of an activity, and one for each event. */
  readonly rows: number;
  /** Index of the source that it ends in, where several are read; otherwise 0. */
  readonly source: number;
  /** Offset in that source up to which this run and those before it hold every line. */
  readonly position: number;
  /**
   * The lines before `position` in its source, blank ones too. Default: not known. Counted otherwise in a range that begins within
   * a source, see checkpoint/lines-before.ts.
   */
  readonly linesBefore?: number | undefined;
  /** What `cursor` of `fromActivities` gave for the last value before `position`. */
  readonly cursor?: JsonValue | undefined;
  /** What `position` counts. Default: `'bytes'`. */
  readonly unit?: PositionUnit | undefined;
  /**
   * Whether it holds the source's last line alone, and that line has no line end: should the source have grown when the job
   * is resumed, the longer line counts instead. Default: false.
   */
  readonly provisional?: boolean | undefined;
  /** What was met between the position of the run before and this one's. */
  readonly counters: Counters;
  /** Bytes that the rejects file had when the source had been read up to `position`; 0 without a rejects file. */
  readonly rejectsLength: number;
  /** True if nothing else keeps the file: it is removed when it was read, or when no reference to the run is left. */
  readonly temporary: boolean;
  readonly [KEPT_BY]?: object | undefined;
}

/** Bytes of all files. */
export function bytesOfRuns(runs: readonly Pick<Run, 'bytes'>[]): number {
  return runs.reduce((sum, { bytes }) => sum + bytes, 0);
}
