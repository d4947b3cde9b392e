import { RECORD_SHAPE, RECORD_WORDS, SHAPE_SAME_LINE } from '../kernel/layout/columns.js';

/** Whether a record is of the same line as the record before it; false behind the last one. */
export function isSameLine(records: Uint32Array, index: number): boolean {
  return ((records[index * RECORD_WORDS + RECORD_SHAPE] ?? 0) & SHAPE_SAME_LINE) !== 0;
}
