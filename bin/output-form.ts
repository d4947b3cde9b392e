import { SpillwayError } from '../lib/errors.js';
import { formatOf } from '../lib/format/format-by-name.js';
import type { DelimiterPolicy, OutputFormat, TextFormat } from '../lib/format/output-format.js';
import { splitNames } from '../lib/format/summary-column.js';
import type { SummarizeOptions } from '../lib/job/job-settings.js';
import { describeEqual } from './messages.js';

/** A word for --format that is no format of its own: one row a user, written as the output's name says. */
export const WIDE = 'wide';

/** The flags that say how the output is written. */
export interface FormFlags {
  readonly output?: string;
  readonly format?: OutputFormat | typeof WIDE;
  readonly columns?: string;
  readonly top?: number | string;
  readonly delimiters?: DelimiterPolicy;
}

/** Fails with `bad-option`. */
export function formOf({
  format,
  columns,
  top,
}: FormFlags): Pick<SummarizeOptions, 'format' | 'columns' | 'top'> {
  if (format === WIDE && columns === undefined && top === undefined) {
    throw new SpillwayError('bad-option', `format: ${WIDE} needs --columns a,b,c or --top n`, {
      option: 'format',
    });
  }
  return {
    format: format === WIDE ? undefined : format,
    columns: columns === undefined ? undefined : splitNames(columns),
    top: top as number | undefined,
  };
}

/** Compares the output with a reference, which `openFiles` has found comparable. Resolves to what to say if they are equal. */
export async function compareWithReference(
  { output = '', format: given, delimiters }: FormFlags,
  reference: string,
  signal: AbortSignal,
): Promise<string> {
  const { verify } = await import('../lib/verify.js');
  const format = formatOf(output, given as OutputFormat | undefined) as TextFormat;
  return describeEqual(output, reference, await verify(output, reference, { format, delimiters, signal }));
}
