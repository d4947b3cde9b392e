import { CsvFormatter } from './csv.js';
import { LineFormatter } from './line.js';
import { NdjsonFormatter } from './ndjson.js';
import type { DelimiterPolicy, EmptySections, OutputFormat, SummaryFormatter } from './output-format.js';
import type { SummaryColumn } from './summary-column.js';

export interface SummaryFormatterOptions {
  readonly format: OutputFormat;
  /** CSV only: whether to begin with a row of field names. */
  readonly header: boolean;
  /** Line format only, like `emptySections`. */
  readonly delimiters: DelimiterPolicy;
  readonly emptySections: EmptySections;
  /** The columns of the wide form; undefined for the long form. Not of the line format. */
  readonly columns?: readonly SummaryColumn[] | undefined;
  /** Parquet only: characters of texts that a row group holds. */
  readonly groupCharacters?: number | undefined;
}

/** What few outputs need is loaded when it is needed. */
export async function summaryFormatter(options: SummaryFormatterOptions): Promise<SummaryFormatter> {
  const { format, header, delimiters, emptySections, columns, groupCharacters } = options;
  if (format === 'line') return new LineFormatter(delimiters, emptySections);
  if (format === 'parquet') {
    const { parquetFormatter } = await import('./parquet.js');
    return parquetFormatter({ columns, groupCharacters });
  }
  if (columns === undefined) return format === 'csv' ? new CsvFormatter(header) : new NdjsonFormatter();
  const { WideCsvFormatter, WideNdjsonFormatter } = await import('./wide.js');
  return format === 'csv' ? new WideCsvFormatter(columns, header) : new WideNdjsonFormatter(columns);
}
