import type { OutputFormat } from '../format/output-format.js';
import type { SummaryReader } from './summary-file.js';

const HEAD_BYTES = 4096;

/** The header that CSV has, however it is quoted: no line of the line format, where all behind the user has a `=`. */
const CSV_HEAD = /^"?user_id"?,"?kind"?,"?name"?,"?value"?\r?(\n|$)/;
const NDJSON_HEAD = /^\s*\{\s*"(user_id|attributes|events)"\s*:/;

/** What a file's beginning says of its format; undefined of all that is neither NDJSON nor CSV with a header. */
export async function recogniseFormat(file: SummaryReader): Promise<'ndjson' | 'csv' | undefined> {
  const head = Buffer.from(await file.readAt(0, HEAD_BYTES))
    .toString('utf8')
    .replace(/^\ufeff/, '');
  if (CSV_HEAD.test(head)) return 'csv';
  return NDJSON_HEAD.test(head) ? 'ndjson' : undefined;
}

/**
 * The format of two files: what was given, or else what either of them begins like. `conflict` says why it cannot be that
 * of both.
 */
export async function formatOfBoth(
  output: SummaryReader,
  reference: SummaryReader,
  given: OutputFormat | undefined,
): Promise<{ format: OutputFormat; conflict?: string }> {
  const [ours, theirs] = [await recogniseFormat(output), await recogniseFormat(reference)];
  const format = given ?? ours ?? theirs ?? 'line';
  if (ours !== undefined && ours !== format) return { format, conflict: conflictOf('output', ours, format) };
  if (theirs !== undefined && theirs !== format)
    return { format, conflict: conflictOf('reference', theirs, format) };
  return { format };
}

function conflictOf(file: 'output' | 'reference', found: OutputFormat, expected: OutputFormat): string {
  return `the ${file} is in the format ${found}, expected ${expected}`;
}
