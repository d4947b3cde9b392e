import type { SummaryBatch } from '../records/summary-batch.js';
import { CsvFormatter } from './csv.js';
import { type DelimiterPolicy, type EmptySections, LineFormatter } from './line.js';
import { NdjsonFormatter } from './ndjson.js';

/** How summaries are written: see `format`. */
export type OutputFormat = 'line' | 'ndjson' | 'csv';

/** Summaries → text, batch by batch: the core of `format`. What it gives holds until the next call. */
export interface SummaryFormatter {
  /** What the batch completes or goes on with. */
  format(batch: SummaryBatch): Uint8Array;
  /** What is left to be written when the last batch has come. */
  end(): Uint8Array;
}

export interface SummaryFormatterOptions {
  readonly format: OutputFormat;
  /** Of CSV: whether to begin with a row of the fields' names. */
  readonly header: boolean;
  /** Of the line format, like `emptySections`. */
  readonly delimiters: DelimiterPolicy;
  readonly emptySections: EmptySections;
}

export function summaryFormatter(options: SummaryFormatterOptions): SummaryFormatter {
  const { format, header, delimiters, emptySections } = options;
  if (format === 'line') return new LineFormatter(delimiters, emptySections);
  return format === 'csv' ? new CsvFormatter(header) : new NdjsonFormatter();
}
