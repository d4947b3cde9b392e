import { RECORD_LINE_LENGTH, RECORD_LINE_OFFSET, RECORD_WORDS } from '../kernel/columns.js';
import type { DelimiterPolicy } from '../kernel/formatter.js';
import type { ActivityBatch, ActivityColumns } from './activity-batch.js';
import { classify, type Fault } from './classify.js';
import type { Reject } from './reject.js';

/** A batch, sorted into what counts, what is skipped and what is rejected. */
export interface Judgement {
  /** The valid records; the batch's own columns where all are. */
  readonly valid: ActivityColumns;
  /** Records without a user. */
  readonly anonymous: number;
  /** In source order. */
  readonly rejects: readonly Reject[];
}

/** Bytes of a rejected line that are kept for people to look at. */
const EXCERPT_BYTES = 1024;

/** Judges each record of a batch that comes from parse. The batch itself stays as it is. */
export function judgeBatch(batch: ActivityBatch, delimiters: DelimiterPolicy): Judgement {
  const dropped: number[] = [];
  const rejects: Reject[] = [];
  const count = batch.timestamps.length;
  for (let index = 0; index < count; index++) {
    const fate = classify(batch, index, delimiters);
    if (fate === 'valid') continue;
    dropped.push(index);
    if (fate !== 'anonymous') rejects.push(rejectAt(batch, index, fate));
  }
  const valid = dropped.length === 0 ? batch : withoutRecords(batch, dropped);
  return { valid, anonymous: dropped.length - rejects.length, rejects };
}

function rejectAt(batch: ActivityBatch, index: number, { code, message }: Fault): Reject {
  const start = batch.records[index * RECORD_WORDS + RECORD_LINE_OFFSET]!;
  const tooLong = code === 'line-too-long';
  const length = tooLong
    ? batch.timestamps[index]!
    : batch.records[index * RECORD_WORDS + RECORD_LINE_LENGTH]!;
  const excerpt = batch.bytes.subarray(start, start + Math.min(length, EXCERPT_BYTES));
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(excerpt);
  return { offset: batch.start + (batch.unit === 'values' ? index : start), length, code, message, text };
}

/** Copies, for whoever made the batch may still use it: the stretches between the dropped records, in one go each. */
function withoutRecords(columns: ActivityColumns, dropped: readonly number[]): ActivityColumns {
  const count = columns.timestamps.length - dropped.length;
  const records = new Uint32Array(count * RECORD_WORDS);
  const timestamps = new Float64Array(count);
  let kept = 0;
  let from = 0;
  for (const to of [...dropped, columns.timestamps.length]) {
    records.set(columns.records.subarray(from * RECORD_WORDS, to * RECORD_WORDS), kept * RECORD_WORDS);
    timestamps.set(columns.timestamps.subarray(from, to), kept);
    kept += to - from;
    from = to + 1;
  }
  const { start, position, unit, bytes, entries } = columns;
  return { start, position, unit, bytes, records, timestamps, entries };
}
