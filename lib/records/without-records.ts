import { RECORD_SHAPE, RECORD_WORDS, SHAPE_SAME_LINE } from '../kernel/layout/columns.js';
import type { ActivityColumns } from './activity-columns.js';
import { isSameLine } from './same-line.js';

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
  for (const [number, to] of [...dropped, timestamps.length].entries()) {
    const isFirst = from < to && isSameLine(records, from) && !keepsBefore(records, dropped, number);
    records.copyWithin(kept * RECORD_WORDS, from * RECORD_WORDS, to * RECORD_WORDS);
    if (isFirst) records[kept * RECORD_WORDS + RECORD_SHAPE]! &= ~SHAPE_SAME_LINE;
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

/** Whether a record stays that is of the same line as the one behind the first `number` of the dropped records, and before it. */
function keepsBefore(records: Uint32Array, dropped: readonly number[], number: number): boolean {
  for (let last = number - 1; last >= 0; last--) {
    const index = dropped[last]!;
    if (!isSameLine(records, index)) return false;
    if (dropped[last - 1] !== index - 1) return true;
  }
  return true;
}
