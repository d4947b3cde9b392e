import type { Counters } from './counters.js';

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
  /** Offset in that source, in bytes, up to which this run and those before it hold every line. */
  readonly position: number;
  /** What was met between the position of the run before and this one's. */
  readonly counters: Counters;
  /** Bytes that the rejects file had when the source had been read up to `position`; 0 without a rejects file. */
  readonly rejectsLength: number;
  /** True where nothing else keeps the file: who reads it last removes it. */
  readonly temporary: boolean;
}

/** Bytes of all files. */
export function bytesOfRuns(runs: readonly Pick<Run, 'bytes'>[]): number {
  return runs.reduce((sum, { bytes }) => sum + bytes, 0);
}
