import type { SummaryBatch } from '../records/summary-batch.js';

/** How summaries are written as text: see `format`. */
export type TextFormat = 'line' | 'ndjson' | 'csv';
export const TEXT_FORMATS: readonly TextFormat[] = ['line', 'ndjson', 'csv'];

/** How summaries are written: see `format`. */
export type OutputFormat = TextFormat | 'parquet';
export const OUTPUT_FORMATS: readonly OutputFormat[] = [...TEXT_FORMATS, 'parquet'];

/** What happens to delimiters of the line format in a text: its line is rejected, or they are escaped. */
export type DelimiterPolicy = 'reject' | 'escape';
export const DELIMITER_POLICIES: readonly DelimiterPolicy[] = ['reject', 'escape'];

/** Whether a section without entries keeps its comma. */
export type EmptySections = 'keep' | 'omit';
export const EMPTY_SECTIONS: readonly EmptySections[] = ['keep', 'omit'];

/** Summaries → text, batch by batch: the core of `format`. The returned text is valid until the next call. */
export interface SummaryFormatter {
  /** The text of the users that the batch completes or continues. */
  format(batch: SummaryBatch): Uint8Array;
  /** The text that is left after the last batch. */
  end(): Uint8Array;
}
