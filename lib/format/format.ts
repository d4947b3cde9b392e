import type { Transform } from 'node:stream';
import { SpillwayError } from '../errors.js';
import { OptionReader } from '../options.js';
import { SummaryBatch } from '../records/summary-batch.js';
import { stage } from '../stage.js';
import type { DelimiterPolicy, EmptySections, OutputFormat } from './output-format.js';
import { DELIMITER_POLICIES, EMPTY_SECTIONS, OUTPUT_FORMATS } from './output-format.js';
import { summaryFormatter } from './summary-formatter.js';

export interface FormatOptions {
  /** `'line'` (default), `'ndjson'` or `'csv'`. */
  readonly format?: OutputFormat;
  /** Of CSV: whether to begin with a row of the fields' names. Default true. */
  readonly header?: boolean;
  /**
   * Of the line format, like `emptySections`; the others can carry any text.
   *
   * `,` `=` LF and CR in a text: `'escape'` (default) writes `\` before `\` `,` `=`, and LF and CR as `\n` and `\r`;
   * `'reject'` counts on `validate` to have rejected such lines and fails if one comes nevertheless.
   */
  readonly delimiters?: DelimiterPolicy;
  /** A section without entries: `'keep'` its comma (default), or `'omit'` it. */
  readonly emptySections?: EmptySections;
}

/**
 * SummaryBatch → bytes, with users and names in ascending order:
 *
 * - `line`: one line `user_id,attributes,events` a user.
 * - `ndjson`: one object a line and user, `{"user_id":"7","attributes":{"city":"Oslo"},"events":{"page":2}}`; attributes
 *   are strings, events are numbers.
 * - `csv`: one row a fact, `user_id,kind,name,value`, `kind` being `attribute` or `event`, quoted as RFC 4180 wants; a
 *   user without any has a row with the id alone.
 *
 * Errors: `bad-option`, `bad-pipeline` (what comes is no batch), `delimiter-in-output`.
 */
export function format(options: FormatOptions = {}): Transform {
  const reader = new OptionReader('format', options);
  const format = reader.oneOf<OutputFormat>('format', 'line', OUTPUT_FORMATS);
  const header = reader.raw('header') === undefined || reader.flag('header');
  const delimiters = reader.oneOf<DelimiterPolicy>('delimiters', 'escape', DELIMITER_POLICIES);
  const emptySections = reader.oneOf<EmptySections>('emptySections', 'keep', EMPTY_SECTIONS);
  reader.done();
  const settings = { format, header, delimiters, emptySections };

  return stage<SummaryBatch, Buffer>(async function* (source) {
    const summaries = summaryFormatter(settings);
    for await (const batch of source) {
      if (!(batch instanceof SummaryBatch)) {
        throw new SpillwayError('bad-pipeline', 'format: what comes must be batches of sortMerge()');
      }
      const lines = summaries.format(batch);
      // A chunk is its reader's.
      if (lines.length > 0) yield Buffer.from(lines);
    }
    const end = summaries.end();
    if (end.length > 0) yield Buffer.from(end);
  });
}
