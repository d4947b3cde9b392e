import type { DelimiterPolicy } from '../format/output-format.js';
import {
  RECORD_LINE_LENGTH,
  RECORD_LINE_OFFSET,
  RECORD_NAME_LENGTH,
  RECORD_NAME_OFFSET,
  RECORD_WORDS,
} from '../kernel/layout/columns.js';
import type { ActivityBatch } from '../records/activity-batch.js';
import type { ActivityColumns } from '../records/activity-columns.js';
import { type TypeCounts, typeCounts, typeOf } from '../records/ignored-types.js';
import type { Reject } from '../records/reject.js';
import { isSameLine } from '../records/same-line.js';
import { withoutRecords } from '../records/without-records.js';
import { classify, nextInQuestion } from './classify.js';
import type { Fault } from './fault.js';

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
  const before = linesBefore(batch);
  const count = batch.timestamps.length;
  for (let index = 0; ; index++) {
    const first = nextLineInQuestion(batch, index, delimiters);
    index = first;
    if (index === count) break;
    // A line of several records counts as a whole or not at all.
    let records = 1;
    while (isSameLine(batch.records, first + records)) records++;
    const fate = classify(batch, first, delimiters, records);
    index += records - 1;
    if (fate === 'valid') continue;
    for (let record = first; record <= index; record++) dropped.push(record);
    if (fate === 'anonymous') anonymous++;
    else if (fate === 'ignored') {
      ignored++;
      const type = ignoredTypeAt(batch, first);
      types.set(type, (types.get(type) ?? 0) + 1);
    } else rejects.push(rejectAt(batch, first, fate, before));
  }
  const valid = dropped.length === 0 ? batch : withoutRecords(batch, dropped);
  return { valid, anonymous, ignored, ignoredTypes: typeCounts(types), rejects };
}

/** Like nextInQuestion, but gives the first record of a line that is several. */
function nextLineInQuestion(batch: ActivityBatch, index: number, delimiters: DelimiterPolicy): number {
  let next = nextInQuestion(batch, index, delimiters);
  while (isSameLine(batch.records, next)) next--;
  return next;
}

/** The type of an ignored record. The scanner stores it in place of the name. */
function ignoredTypeAt({ bytes, records }: ActivityBatch, index: number): string {
  const start = records[index * RECORD_WORDS + RECORD_NAME_OFFSET]!;
  return typeOf(bytes.subarray(start, start + records[index * RECORD_WORDS + RECORD_NAME_LENGTH]!));
}

/** A function that gives the number of lines of the batch before an offset in it. The offsets must ascend. */
function linesBefore({ bytes }: ActivityBatch): (offset: number) => number {
  let reached = 0;
  let lines = 0;
  return (offset) => {
    for (;;) {
      const feed = bytes.indexOf(LINE_FEED, reached);
      if (feed === -1 || feed >= offset) return lines;
      lines++;
      reached = feed + 1;
    }
  };
}

function rejectAt(
  batch: ActivityBatch,
  index: number,
  { code, message, column }: Fault,
  linesBefore: (offset: number) => number,
): Reject {
  const start = batch.records[index * RECORD_WORDS + RECORD_LINE_OFFSET]!;
  const tooLong = code === 'line-too-long';
  const length = tooLong
    ? batch.timestamps[index]!
    : batch.records[index * RECORD_WORDS + RECORD_LINE_LENGTH]!;
  const excerpt = batch.bytes.subarray(start, start + Math.min(length, EXCERPT_BYTES));
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(excerpt);
  const source = batch.sourceName === undefined ? {} : { source: batch.sourceName };
  const isValue = batch.unit === 'values';
  const before = isValue || batch.line !== undefined ? linesBefore(start) : 0;
  const offset = batch.start + (isValue ? before : start);
  const line = isValue || batch.line === undefined ? undefined : batch.line + before;
  const place = { ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) };
  return { ...source, offset, ...place, length, code, message, text };
}
