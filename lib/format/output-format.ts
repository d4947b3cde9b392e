import type { SummaryBatch } from '../records/summary-batch.js';

/** How summaries are written: see `format`. */
export type OutputFormat = 'line' | 'ndjson' | 'csv';
export const OUTPUT_FORMATS: readonly OutputFormat[] = ['line', 'ndjson', 'csv'];

/** What happens to the line format's delimiters in a text: its line is rejected, or they are escaped. */
export type DelimiterPolicy = 'reject' | 'escape';
export const DELIMITER_POLICIES: readonly DelimiterPolicy[] = ['reject', 'escape'];

/** Whether a section without entries keeps its comma. */
export type EmptySections = 'keep' | 'omit';
export const EMPTY_SECTIONS: readonly EmptySections[] = ['keep', 'omit'];

/** Summaries → text, batch by batch: the core of `format`. What it gives holds until the next call. */
export interface SummaryFormatter {
  /** The text of the users that the batch completes or continues. */
  format(batch: SummaryBatch): Uint8Array;
  /** The text that is left when the last batch has come. */
  end(): Uint8Array;
}
