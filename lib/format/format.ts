import { OptionReader } from '../options.js';
import { SummaryBatch } from '../records/summary-batch.js';
import { requireInput } from '../require-input.js';
import { type Stage, stage } from '../stage.js';
import type { DelimiterPolicy, EmptySections, OutputFormat } from './output-format.js';
import { DELIMITER_POLICIES, EMPTY_SECTIONS, OUTPUT_FORMATS } from './output-format.js';
import { columnsFor } from './summary-column.js';
import { summaryFormatter } from './summary-formatter.js';

export interface FormatOptions {
  /** `'line'` (default), `'ndjson'`, `'csv'` or `'parquet'`. */
  readonly format?: OutputFormat | undefined;
  /** CSV only: whether to begin with a row of field names. Default true. */
  readonly header?: boolean | undefined;
  /**
   * Line format only, like `emptySections`: the other formats can hold any text.
   *
   * `,` `=` LF and CR in a text: `'escape'` (default) writes `\` before `\` `,` `=`, and LF and CR as `\n` and `\r`;
   * `'reject'` relies on `validate` to have rejected such lines, and fails if it meets one.
   */
  readonly delimiters?: DelimiterPolicy | undefined;
  /** A section without entries: `'keep'` its comma (default), or `'omit'` it. */
  readonly emptySections?: EmptySections | undefined;
  /**
   * One row a user instead of one a fact, with a column for each of these names; not of the line format. A name that is both
   * an attribute's and an event's is the attribute's, unless it is given as `event:page`.
   */
  readonly columns?: readonly string[] | undefined;
}

/**
 * SummaryBatch → bytes, with users and names in ascending order:
 *
 * - `line`: one line `user_id,attributes,events` per user.
 * - `ndjson`: one object per line and user, `{"user_id":"7","attributes":{"city":"Oslo"},"events":{"page":2}}`; attributes
 *   are strings, events are numbers.
 * - `csv`: one row per fact, `user_id,kind,name,value`, where `kind` is `attribute` or `event`, quoted as in RFC 4180; a
 *   user without facts has one row with only the id.
 * - `parquet`: the same rows as a Parquet file, with `number` besides `value` where the value is one.
 *
 * Errors: `bad-option`, `bad-pipeline` (what comes is no batch), `delimiter-in-output`.
 */
export function format(options: FormatOptions = {}): Stage<SummaryBatch, Buffer> {
  const reader = new OptionReader('format', options);
  const format = reader.oneOf<OutputFormat>('format', 'line', OUTPUT_FORMATS);
  const header = reader.raw('header') === undefined || reader.flag('header');
  const delimiters = reader.oneOf<DelimiterPolicy>('delimiters', 'escape', DELIMITER_POLICIES);
  const emptySections = reader.oneOf<EmptySections>('emptySections', 'keep', EMPTY_SECTIONS);
  const columns = columnsFor(format, reader.names('columns'));
  reader.done();
  const settings = { format, header, delimiters, emptySections, columns };

  return stage<SummaryBatch, Buffer>(async function* (source) {
    const summaries = await summaryFormatter(settings);
    for await (const batch of source) {
      requireInput(batch instanceof SummaryBatch, 'format', 'batches of sortMerge() or SummaryBatch.from()');
      const lines = summaries.format(batch);
      // The reader owns a chunk, so it is a copy.
      if (lines.length > 0) yield Buffer.from(lines);
    }
    const end = summaries.end();
    if (end.length > 0) yield Buffer.from(end);
  });
}
