import type { DelimiterPolicy } from '../format/output-format.js';
import {
  RECORD_LINE_LENGTH,
  RECORD_LINE_OFFSET,
  RECORD_NAME_LENGTH,
  RECORD_NAME_OFFSET,
  RECORD_SHAPE,
  RECORD_WORDS,
  SHAPE_SAME_LINE,
} from '../kernel/layout/columns.js';
import type { ActivityBatch } from '../records/activity-batch.js';
import type { ActivityColumns } from '../records/activity-columns.js';
import { type TypeCounts, typeCounts, typeOf } from '../records/ignored-types.js';
import type { Reject } from '../records/reject.js';
import { withoutRecords } from '../records/without-records.js';
import { classify, type Fate, type Fault, nextInQuestion } from './classify.js';

/** The lines of a batch by their fates. */
export interface Judgement {
  /** The valid records; the batch's own columns if all are valid. */
  readonly valid: ActivityColumns;
  /** Lines without a user. */
  readonly anonymous: number;
  /** Lines whose types the mapping ignores. */
  readonly ignored: number;
  /** The ignored lines by type. */
  readonly ignoredTypes: TypeCounts;
  /** In source order. */
  readonly rejects: readonly Reject[];
}

const LINE_FEED = 0x0a;

/** How many bytes of a rejected line are kept for people. */
const EXCERPT_BYTES = 1024;

/** Judges each line of a batch from `parse`. A batch without `release` is not changed. */
export function judgeBatch(batch: ActivityBatch, delimiters: DelimiterPolicy): Judgement {
  const dropped: number[] = [];
  const rejects: Reject[] = [];
  let anonymous = 0;
  let ignored = 0;
  const types = new Map<string, number>();
  const lineNumberAt = lineNumbers(batch);
  let lines = 0;
  const count = batch.timestamps.length;
  for (let index = 0; ; index++, lines++) {
    const first = nextLineInQuestion(batch, index, delimiters);
    lines += linesBetween(batch, index, first);
    index = first;
    if (index === count) break;
    let fate: Fate = classify(batch, index, delimiters);
    // A line that is both an event and attributes counts as a whole or not at all.
    if (isSameLine(batch, index + 1)) {
      index++;
      if (fate === 'valid') fate = classify(batch, index, delimiters);
    }
    if (fate === 'valid') continue;
    for (let record = first; record <= index; record++) dropped.push(record);
    if (fate === 'anonymous') anonymous++;
    else if (fate === 'ignored') {
      ignored++;
      const type = ignoredTypeAt(batch, first);
      types.set(type, (types.get(type) ?? 0) + 1);
    } else rejects.push(rejectAt(batch, first, lines, fate, lineNumberAt));
  }
  const valid = dropped.length === 0 ? batch : withoutRecords(batch, dropped);
  return { valid, anonymous, ignored, ignoredTypes: typeCounts(types), rejects };
}

/** Like nextInQuestion, but gives the first record of a line that is two records. */
function nextLineInQuestion(batch: ActivityBatch, index: number, delimiters: DelimiterPolicy): number {
  const next = nextInQuestion(batch, index, delimiters);
  return isSameLine(batch, next) ? next - 1 : next;
}

/** The number of lines between two records, both of which begin a line. */
function linesBetween(batch: ActivityBatch, from: number, before: number): number {
  if (batch.mapping === undefined) return before - from;
  let lines = 0;
  for (let index = from; index < before; index++) if (!isSameLine(batch, index)) lines++;
  return lines;
}

/** The type of an ignored record. The scanner stores it in place of the name. */
function ignoredTypeAt({ bytes, records }: ActivityBatch, index: number): string {
  const start = records[index * RECORD_WORDS + RECORD_NAME_OFFSET]!;
  return typeOf(bytes.subarray(start, start + records[index * RECORD_WORDS + RECORD_NAME_LENGTH]!));
}

/** Whether a record belongs to the same line as the record before it. */
function isSameLine({ records }: ActivityBatch, index: number): boolean {
  return ((records[index * RECORD_WORDS + RECORD_SHAPE] ?? 0) & SHAPE_SAME_LINE) !== 0;
}

/** A function that gives the number in its source of the line at an offset of the batch. The offsets must ascend. */
function lineNumbers({ bytes, line, unit }: ActivityBatch): (offset: number) => number | undefined {
  if (line === undefined || unit === 'values') return () => undefined;
  let reached = 0;
  let number = line;
  return (offset) => {
    for (;;) {
      const feed = bytes.indexOf(LINE_FEED, reached);
      if (feed === -1 || feed >= offset) return number;
      number++;
      reached = feed + 1;
    }
  };
}

/** `before`: the number of records' lines before it in the batch. */
function rejectAt(
  batch: ActivityBatch,
  index: number,
  before: number,
  { code, message, column }: Fault,
  lineNumberAt: (offset: number) => number | undefined,
): Reject {
  const start = batch.records[index * RECORD_WORDS + RECORD_LINE_OFFSET]!;
  const tooLong = code === 'line-too-long';
  const length = tooLong
    ? batch.timestamps[index]!
    : batch.records[index * RECORD_WORDS + RECORD_LINE_LENGTH]!;
  const excerpt = batch.bytes.subarray(start, start + Math.min(length, EXCERPT_BYTES));
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(excerpt);
  const source = batch.sourceName === undefined ? {} : { source: batch.sourceName };
  const offset = batch.start + (batch.unit === 'values' ? before : start);
  const line = lineNumberAt(start);
  const place = { ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) };
  return { ...source, offset, ...place, length, code, message, text };
}
