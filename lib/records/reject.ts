import type { PositionUnit } from './source-position.js';

/** Why a line was rejected, in the order in which a line is checked. */
export const REJECT_CODES = [
  'line-too-long',
  'invalid-utf8',
  'malformed-json',
  'not-an-object',
  'bad-user-id',
  'unknown-type',
  'bad-id',
  'bad-name',
  'bad-timestamp',
  'bad-data',
  'bad-measure',
  'delimiter',
] as const;

export type RejectCode = (typeof REJECT_CODES)[number];

/** A rejected line. */
export interface Reject {
  /** The source, as it was named; only if there are several. */
  readonly source?: string | undefined;
  /** Byte offset of the line in its source; for a value of `fromActivities`, the number of values before it. */
  readonly offset: number;
  /** Number of the line in its source, from 1, blank lines counted; only where the source is lines, and all before it are known. */
  readonly line?: number | undefined;
  /** Where in the line the byte is that is to blame, from 1, in bytes; only where it is one byte. */
  readonly column?: number | undefined;
  /** Bytes of the line, its line end not counted. */
  readonly length: number;
  readonly code: RejectCode;
  /** For people: what was expected, and what was found. */
  readonly message: string;
  /** The line's first KiB, bytes that are not UTF-8 as U+FFFD. */
  readonly text: string;
}

/** A reject as one line of a rejects file. */
export function formatReject(reject: Reject): string {
  const { source, offset, line, column, length, code, message, text } = reject;
  return `${JSON.stringify({ source, offset, line, column, length, code, message, text })}\n`;
}

/** Where a reject is, in a sentence: `at byte 12`, `value 12 of b.json`. */
export function placeOfReject(
  { source, offset }: Pick<Reject, 'source' | 'offset'>,
  unit: PositionUnit,
): string {
  const place = `${unit === 'bytes' ? 'at byte' : 'value'} ${offset}`;
  return source === undefined ? place : `${place} of ${source}`;
}
