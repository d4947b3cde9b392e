import type { Activity } from './activity.js';
import type { Reject } from './reject.js';

export interface ActivityColumns {
  /** Source offset of `bytes[0]`. */
  readonly start: number;
  /** Source offset just past the batch's last line and its line end. */
  readonly position: number;
  /** The lines, then texts that had to be unescaped or compacted. */
  readonly bytes: Uint8Array;
  /** RECORD_WORDS words a record, see kernel/columns.ts. */
  readonly records: Uint32Array;
  /** One a record; NaN where there is none. */
  readonly timestamps: Float64Array;
  /** ENTRY_WORDS words an entry. */
  readonly entries: Uint32Array;
}

/** What validate adds. */
export interface Verdict {
  readonly anonymous: number;
  readonly rejects: readonly Reject[];
  /** Bytes of the rejects file once this batch's rejects are in it; 0 without a rejects file. */
  readonly rejectsLength: number;
}

/**
 * Activities by column: whole lines, and where their fields are. From `parse` it holds every line that is not blank;
 * from `validate` (it has a `verdict` then) the records are the valid ones alone.
 */
export class ActivityBatch implements ActivityColumns, Iterable<Activity> {
  readonly start: number;
  readonly position: number;
  readonly bytes: Uint8Array;
  readonly records: Uint32Array;
  readonly timestamps: Float64Array;
  readonly entries: Uint32Array;
  readonly verdict: Verdict | undefined;

  constructor(columns: ActivityColumns, verdict?: Verdict) {
    this.start = columns.start;
    this.position = columns.position;
    this.bytes = columns.bytes;
    this.records = columns.records;
    this.timestamps = columns.timestamps;
    this.entries = columns.entries;
    this.verdict = verdict;
  }

  *[Symbol.iterator](): Iterator<Activity> {}
}
