import { RECORD_SHAPE, RECORD_WORDS, SHAPE_EVENT, SHAPE_SAME_LINE } from '../kernel/layout/columns.js';
import type { ActivityColumns } from './activity-columns.js';

/** The valid lines that a batch stands for: a line is one record, or two. */
export function validLinesOf({
  records,
  verdict,
  mapping,
  taken,
}: Pick<ActivityColumns, 'records' | 'mapping' | 'taken'> & {
  readonly verdict?: { readonly validLines?: number | undefined } | undefined;
}): number {
  if (verdict?.validLines !== undefined) return verdict.validLines;
  let lines = records.length / RECORD_WORDS + (taken?.records ?? 0);
  if (mapping === undefined) return lines;
  for (let word = RECORD_SHAPE; word < records.length; word += RECORD_WORDS) {
    const shape = records[word]!;
    if ((shape & SHAPE_SAME_LINE) !== 0 && (shape & SHAPE_EVENT) === 0) lines--;
  }
  return lines;
}
