import { RECORD_WORDS } from '../kernel/layout/columns.js';
import type { ActivityColumns } from './activity-columns.js';

/**
 * Removes the dropped records by moving the spans between them, each with one copy. In place if the batch has `release`,
 * because then it belongs to this stage alone; otherwise in a copy.
 */
export function withoutRecords(columns: ActivityColumns, dropped: readonly number[]): ActivityColumns {
  const copied = columns.release === undefined;
  const records = copied ? columns.records.slice() : columns.records;
  const timestamps = copied ? columns.timestamps.slice() : columns.timestamps;
  let kept = 0;
  let from = 0;
  for (const to of [...dropped, timestamps.length]) {
    records.copyWithin(kept * RECORD_WORDS, from * RECORD_WORDS, to * RECORD_WORDS);
    timestamps.copyWithin(kept, from, to);
    kept += to - from;
    from = to + 1;
  }
  return {
    ...columns,
    records: records.subarray(0, kept * RECORD_WORDS),
    timestamps: timestamps.subarray(0, kept),
  };
}
