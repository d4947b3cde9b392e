import type { Counters } from '../records/counters.js';
import type { PositionUnit, SourcePosition } from '../records/source-position.js';
import type { SourceIdentity } from '../sources/source-identity.js';

// What a job has saved, in memory. manifest-format.ts writes and reads it.

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonRecord;
export interface JsonRecord {
  readonly [name: string]: JsonValue;
}

export interface Manifest {
  /** The files that are read, in order; none where the source is not a file. */
  readonly sources: readonly SourceIdentity[];
  /** What positions count, of sources and of ranges. Where it is values, no source may change. */
  readonly unit: PositionUnit;
  /** The options that change the answer. */
  readonly options: JsonRecord;
  /** Absolute path of the rejects file; null without one. */
  readonly rejects: string | null;
  /** Stretches of the sources, each read on its own, in the order of the sources: together they are all of them. */
  readonly ranges: readonly ManifestRange[];
  /** Sum of those of all runs. */
  readonly counters: Counters;
}

/** Reaches over as many sources as it takes: a thousand small files are few ranges. */
export interface ManifestRange {
  readonly start: SourcePosition;
  /** Where it ends, and the next one begins; null for the last range, which ends where the last source does. */
  readonly end: SourcePosition | null;
  /** Up to where the runs hold every line of the range. */
  readonly position: SourcePosition;
  /** Fingerprint of the bytes just before the position, of a source that may grow, see source-file.ts; otherwise null. */
  readonly tail: string | null;
  /** Whether the range was read whole. */
  readonly complete: boolean;
  /** Ascending by position. */
  readonly runs: readonly ManifestRun[];
  /** The last line of the last source where it has no line end; it lies behind the position. */
  readonly provisional: ProvisionalLine | null;
}

/** A line that counts for as long as its source ends behind it: should the source have grown, it is read again. */
export interface ProvisionalLine {
  readonly run: ManifestRun;
  /** As a range's, of the bytes before the end of the line. */
  readonly tail: string | null;
}

/** A Run (records/run.ts), its file by name alone: a work directory may be moved. */
export interface ManifestRun {
  readonly file: string;
  readonly bytes: number;
  readonly rows: number;
  readonly users: number;
  readonly source: number;
  readonly position: number;
  readonly counters: Counters;
  readonly rejectsLength: number;
  /** CRC-32 of the range's rejects up to there. */
  readonly rejectsChecksum: number;
}
