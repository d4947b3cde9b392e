import type { TextFormat } from '../format/output-format.js';
import type { SummaryReader } from './summary-file.js';

const HEAD_BYTES = 4096;

/** The CSV header, with or without quotes. In the line format each field after the user has a `=`, so it cannot be a line. */
const CSV_HEAD = /^"?user_id"?,"?kind"?,"?name"?,"?value"?\r?(\n|$)/;
const NDJSON_HEAD = /^\s*\{\s*"(user_id|attributes|events|measures)"\s*:/;

/** The format that the start of a file shows; undefined unless it is NDJSON, or CSV with a header. */
export async function recogniseFormat(file: SummaryReader): Promise<'ndjson' | 'csv' | undefined> {
  const head = Buffer.from(await file.readAt(0, HEAD_BYTES))
    .toString('utf8')
    .replace(/^\ufeff/, '');
  if (CSV_HEAD.test(head)) return 'csv';
  return NDJSON_HEAD.test(head) ? 'ndjson' : undefined;
}

/**
 * The common format of two files: the given one, or else the one that either of them shows. `conflict` says why it cannot
 * be the format of both.
 */
export async function formatOfBoth(
  output: SummaryReader,
  reference: SummaryReader,
  given: TextFormat | undefined,
): Promise<{ format: TextFormat; conflict?: string }> {
  const [ours, theirs] = [await recogniseFormat(output), await recogniseFormat(reference)];
  const format = given ?? ours ?? theirs ?? 'line';
  if (ours !== undefined && ours !== format) return { format, conflict: conflictOf('output', ours, format) };
  if (theirs !== undefined && theirs !== format)
    return { format, conflict: conflictOf('reference', theirs, format) };
  return { format };
}

function conflictOf(file: 'output' | 'reference', found: TextFormat, expected: TextFormat): string {
  return `the ${file} is in the format ${found}, expected ${expected}`;
}
