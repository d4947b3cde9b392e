import { SpillwayError } from '../errors.js';
import type { FieldMapping } from '../mapping/mapping.js';
import type { Activity } from './activity.js';
import { activityAt } from './activity-at.js';
import type { ActivityColumns, TakenActivities } from './activity-columns.js';
import { ActivityView } from './activity-view.js';
import type { TypeCounts } from './ignored-types.js';
import type { JsonValue } from './json-value.js';
import type { Reject } from './reject.js';
import type { PositionUnit } from './source-position.js';
import { validLinesOf } from './valid-lines.js';
import { withoutRecords } from './without-records.js';

/** What `validate` adds to a batch. */
export interface Verdict {
  readonly anonymous: number;
  readonly ignored: number;
  /** The ignored lines by type. Default: none. */
  readonly ignoredTypes?: TypeCounts | undefined;
  readonly rejects: readonly Reject[];
  /** How many valid lines the batch had, if some have been dropped or edited since. Default: as many as its records say. */
  readonly validLines?: number | undefined;
  /** Bytes of the rejects file after the rejects of this batch; 0 without a rejects file. */
  readonly rejectsLength: number;
}

/** A batch of `parse` or `fromActivities`: `validate` has not seen it. */
export type ParsedBatch = ActivityBatch & { readonly verdict: undefined };
/** A batch of `validate`. */
export type ValidBatch = ActivityBatch & { readonly verdict: Verdict };

/** What a batch learns of its place after it was made. */
export type BatchPlace = Pick<ActivityColumns, 'source' | 'sourceName' | 'line' | 'provisional'>;

/**
 * Activities by column: whole lines, and where their fields are. A batch from `parse` holds every line that is not blank. A
 * batch from `validate` has a `verdict`, holds only the valid records, and can be iterated.
 */
export class ActivityBatch implements ActivityColumns, Iterable<Activity> {
  readonly source: number;
  readonly sourceName: string | undefined;
  readonly start: number;
  readonly position: number;
  readonly cursor: JsonValue | undefined;
  readonly line: number | undefined;
  readonly lines: number | undefined;
  readonly unit: PositionUnit;
  readonly provisional: boolean;
  readonly taken: TakenActivities | undefined;
  readonly mapping: FieldMapping | undefined;
  readonly bytes: Uint8Array;
  readonly longestTexts: number;
  readonly records: Uint32Array;
  readonly timestamps: Float64Array;
  readonly entries: Uint32Array;
  readonly release: (() => void) | undefined;
  readonly verdict: Verdict | undefined;

  /** `place`: where the batch is, if that is not what its columns say. */
  constructor(columns: ActivityColumns, verdict?: Verdict, place: BatchPlace = columns) {
    this.source = place.source ?? columns.source ?? 0;
    this.sourceName = place.sourceName ?? columns.sourceName;
    this.start = columns.start;
    this.position = columns.position;
    this.cursor = columns.cursor;
    this.line = place.line ?? columns.line;
    this.lines = columns.lines;
    this.unit = columns.unit ?? 'bytes';
    this.provisional = place.provisional ?? columns.provisional ?? false;
    this.taken = columns.taken;
    this.mapping = columns.mapping;
    this.bytes = columns.bytes;
    this.longestTexts = columns.longestTexts ?? 0;
    this.records = columns.records;
    this.timestamps = columns.timestamps;
    this.entries = columns.entries;
    this.release = columns.release;
    this.verdict = verdict;
  }

  /**
   * A batch of those activities for which `predicate` is true. Positions, counts of lines and rejects stay those of the source.
   * The view holds only during the call. Fails with `bad-pipeline` before `validate`.
   */
  filter(predicate: (activity: ActivityView) => boolean): ValidBatch {
    const verdict = this.#requireVerdict('filtered');
    const view = new ActivityView(this);
    const dropped: number[] = [];
    for (let index = 0; index < this.timestamps.length; index++) {
      view.moveTo(index);
      if (!predicate(view)) dropped.push(index);
    }
    if (dropped.length === 0) return this as ValidBatch;
    const validLines = validLinesOf(this);
    return new ActivityBatch(withoutRecords(this, dropped), { ...verdict, validLines }) as ValidBatch;
  }

  /**
   * The activities in source order. Fails with `bad-pipeline` before `validate`, which decides which lines are
   * activities: silently leaving out the others would hide them.
   */
  *[Symbol.iterator](): Generator<Activity, void, void> {
    this.#requireVerdict('iterated');
    for (let index = 0; index < this.timestamps.length; index++) yield activityAt(this, index);
  }

  #requireVerdict(use: string): Verdict {
    if (this.verdict !== undefined) return this.verdict;
    throw new SpillwayError('bad-pipeline', `a batch must come through validate() before it is ${use}`);
  }
}
