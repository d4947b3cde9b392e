import type { Transform } from 'node:stream';
import { SpillwayError } from '../errors.js';
import { type DelimiterPolicy, type EmptySections, LineFormatter } from '../kernel/formatter.js';
import { OptionReader } from '../options.js';
import { SummaryBatch } from '../records/summary-batch.js';
import { stage } from './stage.js';

export interface FormatOptions {
  /**
   * `,` `=` LF and CR in a text: `'reject'` (default) counts on `validate` to have rejected such lines and fails if
   * one comes nevertheless; `'escape'` writes `\` before `\` `,` `=`, and LF and CR as `\n` and `\r`.
   */
  readonly delimiters?: DelimiterPolicy;
  /** A section without entries: `'keep'` its comma (default), or `'omit'` it. */
  readonly emptySections?: EmptySections;
}

/**
 * SummaryBatch → bytes: one line `user_id,attributes,events` a user.
 *
 * Errors: `bad-option`, `bad-pipeline` (what comes is no batch), `delimiter-in-output`.
 */
export function format(options: FormatOptions = {}): Transform {
  const reader = new OptionReader('format', options);
  const delimiters = reader.oneOf<DelimiterPolicy>('delimiters', 'reject', ['reject', 'escape']);
  const emptySections = reader.oneOf<EmptySections>('emptySections', 'keep', ['keep', 'omit']);
  reader.done();

  return stage<SummaryBatch, Buffer>(async function* (source) {
    const formatter = new LineFormatter(delimiters, emptySections);
    for await (const batch of source) {
      if (!(batch instanceof SummaryBatch)) {
        throw new SpillwayError('bad-pipeline', 'format: what comes must be batches of sortMerge()');
      }
      const lines = formatter.format(batch);
      if (lines.length > 0) yield lines;
    }
    const end = formatter.end();
    if (end.length > 0) yield end;
  });
}
