import { SpillwayError } from '../errors.js';
import type { FieldMapping } from '../mapping/mapping.js';
import type { Activity } from './activity.js';
import { activityAt } from './activity-at.js';
import type { TypeCounts } from './ignored-types.js';
import type { Reject } from './reject.js';

/** What positions count: bytes of a source of lines, or the plain objects that came into `fromActivities`. */
export type PositionUnit = 'bytes' | 'values';

export interface ActivityColumns {
  /** Which source it is of, where several are read: an index in their order. Default: 0. */
  readonly source?: number | undefined;
  /** What rejects call the source, where several are read. */
  readonly sourceName?: string | undefined;
  /** Source position of the batch's first line: of `bytes[0]`, or of the first value. */
  readonly start: number;
  /** Source position just past the batch's last line and its line end. */
  readonly position: number;
  /**
   * Default: `'bytes'`. With `'values'` each value is one record and its position is `start` and its index in the
   * batch that `validate` is given.
   */
  readonly unit?: PositionUnit | undefined;
  /**
   * Whether it is a source's last line alone, and that line has no line end: should the source grow, it may become a longer
   * line. Default: false.
   */
  readonly provisional?: boolean | undefined;
  /** Where the fields stood in the source; undefined for the plain input. */
  readonly mapping?: FieldMapping | undefined;
  /** The lines, then texts that had to be unescaped or compacted. */
  readonly bytes: Uint8Array;
  /** RECORD_WORDS words a record, see kernel/layout/columns.ts. A line is a record, or two where it is an event and attributes. */
  readonly records: Uint32Array;
  /** One a record; NaN where there is none. */
  readonly timestamps: Float64Array;
  /** ENTRY_WORDS words an entry. */
  readonly entries: Uint32Array;
  /**
   * Says that nobody will read the columns any more, so that who made the batch can use their memory for another one;
   * if nobody says so, they are collected as anything else. A batch that has it belongs to the stage that it has come
   * to: `validate` takes records out in place, `aggregate` releases it when it has taken its rows. Batches of `parse`
   * have none: they stay as they are for as long as somebody holds them.
   */
  readonly release?: (() => void) | undefined;
}

/** What validate adds. */
export interface Verdict {
  readonly anonymous: number;
  readonly ignored: number;
  /** The ignored ones by type. Default: none. */
  readonly ignoredTypes?: TypeCounts | undefined;
  readonly rejects: readonly Reject[];
  /** Bytes of the rejects file once this batch's rejects are in it; 0 without a rejects file. */
  readonly rejectsLength: number;
}

/**
 * Activities by column: whole lines, and where their fields are. From `parse` it holds every line that is not blank;
 * from `validate` (it has a `verdict` then) the records are the valid ones alone, and it can be iterated.
 */
export class ActivityBatch implements ActivityColumns, Iterable<Activity> {
  readonly source: number;
  readonly sourceName: string | undefined;
  readonly start: number;
  readonly position: number;
  readonly unit: PositionUnit;
  readonly provisional: boolean;
  readonly mapping: FieldMapping | undefined;
  readonly bytes: Uint8Array;
  readonly records: Uint32Array;
  readonly timestamps: Float64Array;
  readonly entries: Uint32Array;
  readonly release: (() => void) | undefined;
  readonly verdict: Verdict | undefined;

  constructor(columns: ActivityColumns, verdict?: Verdict) {
    this.source = columns.source ?? 0;
    this.sourceName = columns.sourceName;
    this.start = columns.start;
    this.position = columns.position;
    this.unit = columns.unit ?? 'bytes';
    this.provisional = columns.provisional ?? false;
    this.mapping = columns.mapping;
    this.bytes = columns.bytes;
    this.records = columns.records;
    this.timestamps = columns.timestamps;
    this.entries = columns.entries;
    this.release = columns.release;
    this.verdict = verdict;
  }

  /**
   * The activities in source order. Fails with `bad-pipeline` before `validate`: which lines are activities is its
   * decision, and leaving out the others without a word would hide them.
   */
  *[Symbol.iterator](): Generator<Activity, void, void> {
    if (this.verdict === undefined) {
      throw new SpillwayError('bad-pipeline', 'a batch must come through validate() before it is iterated');
    }
    for (let index = 0; index < this.timestamps.length; index++) yield activityAt(this, index);
  }
}
