import { align } from '../kernel/kernel.js';
import { ENTRY_WORDS, RECORD_WORDS } from '../kernel/layout/columns.js';
import {
  INDEX_SLACK_WORDS,
  INDEX_WINDOW_BYTES,
  MIN_MEMBER_BYTES,
  POSITION_BYTES,
} from '../kernel/layout/line-index.js';
import type { ColumnsPlan } from './columns-plan.js';

/** Records are begun before it is known whether there is room for them. */
const SPARE_RECORDS = 4;

/** The addresses to which the kernel writes the columns of some lines, and what is known before. */
export interface Columns {
  /** How many lines there are. */
  readonly lines: number;
  readonly records: number;
  readonly timestamps: number;
  readonly entries: number;
  readonly index: number;
  readonly indexEnd: number;
  /** Where the index ends that texts have. */
  readonly end: number;
}

/** The most that the index takes: it holds a window and the rest of its last line, for which the other lines leave bytes. */
function indexBytes(length: number, lines: number): number {
  const longest = length - Math.max(0, lines - 1);
  return (Math.min(length, longest + INDEX_WINDOW_BYTES) + INDEX_SLACK_WORDS) * POSITION_BYTES;
}

/** Where the columns of `lines` lines stand, which have `length` bytes and end at `end`. */
export function placeColumns(plan: ColumnsPlan, length: number, end: number, lines: number): Columns {
  const most = Math.ceil(lines * plan.recordsPerLine + length * plan.recordsPerByte) + SPARE_RECORDS;
  const records = align(end + Math.ceil(length * plan.texts) + lines * plan.textPerLine + plan.textOnce);
  const timestamps = align(records + most * RECORD_WORDS * 4);
  const entries = align(timestamps + most * 8);
  const members = Math.ceil(length / MIN_MEMBER_BYTES) + 1;
  const index = align(entries + Math.ceil(members * plan.entries + most * plan.measures) * ENTRY_WORDS * 4);
  const indexEnd = index + indexBytes(length + 1, lines);
  return { records, timestamps, entries, index, indexEnd, end: indexEnd + plan.indexSpace, lines };
}
