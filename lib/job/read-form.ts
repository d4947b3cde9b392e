import { formatOf } from '../format/format-by-name.js';
import { OUTPUT_FORMATS, type OutputFormat } from '../format/output-format.js';
import { columnsFor, MAX_COLUMNS, type SummaryColumn } from '../format/summary-column.js';
import type { OptionReader } from '../options.js';

/** How the output is written. */
export interface WrittenForm {
  readonly format: OutputFormat;
  /** The columns of the wide form, or how many of the most frequent names are its columns. */
  readonly columns: readonly SummaryColumn[] | undefined;
  readonly top: number | undefined;
}

/** As the output's name says, or as chosen. Fails with `bad-option`. */
export function readForm(reader: OptionReader, output: string): WrittenForm {
  const names = reader.names('columns');
  const top =
    reader.raw('top') === undefined ? undefined : reader.integer('top', 1, { min: 1, max: MAX_COLUMNS });
  if (names !== undefined && top !== undefined) reader.fail('top', 'left out where columns are named');
  const isChosen = reader.raw('format') !== undefined;
  const chosen = isChosen ? reader.oneOf<OutputFormat>('format', 'line', OUTPUT_FORMATS) : undefined;
  const format = formatOf(output, chosen, names !== undefined || top !== undefined);
  if (reader.raw('reduce') !== undefined) return formOfReducer(reader, format, names, top);
  if (top !== undefined && format === 'line')
    reader.fail('top', 'left out of the line format; choose ndjson, csv or parquet as the format');
  return { format, columns: columnsFor(format, names), top };
}

/** A reducer writes lines as it likes. */
function formOfReducer(
  reader: OptionReader,
  format: OutputFormat,
  columns: readonly string[] | undefined,
  top: number | undefined,
): WrittenForm {
  if (format === 'parquet')
    reader.fail('output', 'a name that does not end in .parquet: a reducer writes lines');
  for (const [name, given] of Object.entries({ columns, top }))
    if (given !== undefined) reader.fail(name, 'left out: a reducer makes the columns');
  return { format: 'line', columns: undefined, top: undefined };
}
