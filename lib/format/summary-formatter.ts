import { CsvFormatter } from './csv.js';
import { LineFormatter } from './line.js';
import { NdjsonFormatter } from './ndjson.js';
import type { DelimiterPolicy, EmptySections, OutputFormat, SummaryFormatter } from './output-format.js';

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
