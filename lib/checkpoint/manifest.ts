import type { Counters } from '../records/counters.js';
import type { JsonRecord, JsonValue } from '../records/json-value.js';
import type { PositionUnit, SourcePosition } from '../records/source-position.js';
import type { SourceIdentity } from '../sources/source-identity.js';

// What a job has saved, as plain data. manifest-format.ts encodes and decodes it.

export interface Manifest {
  /** The files to read, in order; none if the source is not a file. */
  readonly sources: readonly SourceIdentity[];
  /** What the positions in sources and ranges count. If they count values, no source may change. */
  readonly unit: PositionUnit;
  /** The options that change the answer. */
  readonly options: JsonRecord;
  /** Absolute path of the rejects file; null without one. */
  readonly rejects: string | null;
  /** Parts of the sources that are read independently, in the order of the sources. Together they cover all sources. */
  readonly ranges: readonly ManifestRange[];
  /** The sum of all runs' counters. */
  readonly counters: Counters;
  /** What finished jobs have left for this one and later ones; null for a job that keeps nothing. */
  readonly kept: KeptWork | null;
}

/** Kept work: what the jobs have absorbed that finished in this directory. The ranges of the manifest come after it. */
export interface KeptWork {
  /** The sources before those of the manifest, in the order in which they were absorbed. All were read whole. */
  readonly sources: readonly SourceIdentity[];
  /** In source order. */
  readonly runs: readonly KeptRun[];
  /** The last line, which had no line end, as the last finished job counted it: what later jobs are compared with. */
  readonly provisional: ManifestRun | null;
  /** Lines of the manifest's first source before its first range. */
  readonly linesBefore: number;
  /** The saved rejects of finished ranges, in source order. */
  readonly rejects: readonly KeptRejects[];
  /** Users that were erased; absent if none was. */
  readonly forgotten?: ForgottenUsers | undefined;
  /** When the last job finished, as an ISO date; null: none has. */
  readonly finished: string | null;
}

/** What is left of erased users. */
export interface ForgottenUsers {
  /** Of the hashes, in hex. */
  readonly key: string;
  /** HMAC-SHA256 of their ids, in hex. */
  readonly users: readonly string[];
  /** Those of them whose later activities are passed over, too. */
  readonly barred: readonly string[];
  /** Those of them that the summary of the last finished job has. */
  readonly gone: readonly string[];
}

export interface KeptRun extends ManifestRun {
  /** How often its rows were joined with those of other runs; 0: as they were read. */
  readonly level: number;
}

export interface KeptRejects {
  readonly file: string;
  readonly length: number;
  readonly checksum: number;
  /** Lines before the range that its rejects do not count, see lines-before.ts. */
  readonly linesBefore: number;
}

/** May span many sources: a thousand small files make few ranges. */
export interface ManifestRange {
  readonly start: SourcePosition;
  /** Where it ends, and the next one begins; null for the last range, which ends where the last source does. */
  readonly end: SourcePosition | null;
  /** The runs hold every line of the range up to here. */
  readonly position: SourcePosition;
  /** In a source that may grow, the fingerprint of the bytes just before the position, see source-identity.ts; otherwise null. */
  readonly tail: string | null;
  /** Whether the range was read whole. */
  readonly complete: boolean;
  /** Ascending by position. */
  readonly runs: readonly ManifestRun[];
  /** The last line of the last source if it has no line end; it comes after the position. */
  readonly provisional: ProvisionalLine | null;
}

/** A line that counts as long as its source ends with it. If the source has grown, the line is read again. */
export interface ProvisionalLine {
  readonly run: ManifestRun;
  /** Like a range's tail, of the bytes before the end of the line. */
  readonly tail: string | null;
}

/** A Run (records/run.ts) with only the name of its file, because a work directory may be moved. */
export interface ManifestRun {
  readonly file: string;
  readonly bytes: number;
  readonly records: number;
  readonly rows: number;
  readonly source: number;
  readonly position: number;
  /** As in Run; null if unknown. */
  readonly linesBefore: number | null;
  readonly cursor?: JsonValue | undefined;
  readonly counters: Counters;
  readonly rejectsLength: number;
  /** CRC-32 of the range's rejects, up to `rejectsLength`. */
  readonly rejectsChecksum: number;
}
