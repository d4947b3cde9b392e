import type { BufferPool } from '../kernel/buffer-pool.js';
import { type DelimiterPolicy, type EmptySections, LineFormatter } from '../kernel/formatter.js';
import type { SummaryBatch } from '../records/summary-batch.js';
import { CsvFormatter } from './csv.js';
import { NdjsonFormatter } from './ndjson.js';

/** How summaries are written: see `format`. */
export type OutputFormat = 'line' | 'ndjson' | 'csv';

/** Summaries → text, batch by batch: the core of `format`. */
export interface SummaryFormatter {
  /** What the batch completes or goes on with. */
  format(batch: SummaryBatch): Buffer<ArrayBuffer>;
  /** What is left to be written when the last batch has come. */
  end(): Buffer<ArrayBuffer>;
}

export interface SummaryFormatterOptions {
  readonly format: OutputFormat;
  /** Of CSV: whether to begin with a row of the fields' names. */
  readonly header: boolean;
  /** Of the line format, like `emptySections`. */
  readonly delimiters: DelimiterPolicy;
  readonly emptySections: EmptySections;
  /** Where the memory of what is given comes from. */
  readonly buffers: BufferPool;
}

export function summaryFormatter(options: SummaryFormatterOptions): SummaryFormatter {
  const { format, header, delimiters, emptySections, buffers } = options;
  if (format === 'line') return new LineFormatter(delimiters, emptySections, buffers);
  return format === 'csv' ? new CsvFormatter(header, buffers) : new NdjsonFormatter(buffers);
}
