import { CsvFormatter } from './csv.js';
import { LineFormatter } from './line.js';
import { NdjsonFormatter } from './ndjson.js';
import type { DelimiterPolicy, EmptySections, OutputFormat, SummaryFormatter } from './output-format.js';

export interface SummaryFormatterOptions {
  readonly format: OutputFormat;
  /** CSV only: whether to begin with a row of field names. */
  readonly header: boolean;
  /** Line format only, like `emptySections`. */
  readonly delimiters: DelimiterPolicy;
  readonly emptySections: EmptySections;
}

export function summaryFormatter(options: SummaryFormatterOptions): SummaryFormatter {
  const { format, header, delimiters, emptySections } = options;
  if (format === 'line') return new LineFormatter(delimiters, emptySections);
  return format === 'csv' ? new CsvFormatter(header) : new NdjsonFormatter();
}
