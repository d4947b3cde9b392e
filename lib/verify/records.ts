import type { SummaryReader } from './summary-file.js';
import { LONGEST_LINE } from './summary-text.js';

/** Bytes to read and parse at a time: fast-csv takes twice as long per byte when given 64 KiB. */
const STEP = 1 << 13;

/** Where something begins: its first byte, and the line of that byte. The first line is 1. */
export interface Place {
  readonly start: number;
  readonly line: number;
}

/** A line of NDJSON, or a row of CSV, which may span several lines. */
export interface SummaryRecord extends Place {
  /** As a `latin1` string, one character per byte, without the line feed at its end. */
  readonly text: string;
}

/** The records that end within one read. A record that is too long is in `tooLong`, and ends the batches. */
export interface RecordBatch {
  readonly records: readonly SummaryRecord[];
  /** Where the last one ends. */
  readonly end: Place;
  readonly tooLong: SummaryRecord | undefined;
}

/** Reads records from a place on. `quotes`: line feeds in quotes belong to a record, as in CSV. Holds one record, one read. */
export async function* recordsFrom(
  file: SummaryReader,
  from: Place,
  quotes: boolean,
): AsyncGenerator<RecordBatch, void, void> {
  let { start, line } = from;
  let text = '';
  for (;;) {
    const step = Buffer.from(await file.readAt(start + text.length, STEP)).toString('latin1');
    text += step;
    const records: SummaryRecord[] = [];
    let begin = 0;
    const take = (end: number, next: number) => {
      const record = text.slice(begin, end);
      records.push({ start: start + begin, line, text: record });
      line += next - end + (quotes ? lineFeedsIn(record) : 0);
      begin = next;
    };
    for (const end of recordEnds(text, quotes)) take(end, end + 1);
    const last = step.length < STEP;
    if (last && begin < text.length) take(text.length, text.length);
    start += begin;
    text = text.slice(begin);
    const tooLong = text.length > LONGEST_LINE ? { start, line, text } : undefined;
    yield { records, end: { start, line }, tooLong };
    if (last || tooLong !== undefined) return;
  }
}

/** The positions of the line feeds that end a record, in a text that begins with a record. */
function* recordEnds(text: string, quotes: boolean): Generator<number, void, void> {
  let quote = quotes ? text.indexOf('"') : -1;
  let quoted = false;
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) {
    // Two quotes in a row stand for one, and toggle twice.
    for (; quote >= 0 && quote < end; quote = text.indexOf('"', quote + 1)) quoted = !quoted;
    if (!quoted) yield end;
  }
}

function lineFeedsIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
