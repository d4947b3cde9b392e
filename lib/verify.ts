import { ioError, SpillwayError } from './errors.js';
import type { DelimiterPolicy, OutputFormat } from './format/output-format.js';
import { DELIMITER_POLICIES, OUTPUT_FORMATS } from './format/output-format.js';
import { OptionReader } from './options.js';
import { compareFacts } from './verify/compare-facts.js';
import { explainDivergence } from './verify/explain-divergence.js';
import type { FieldDifference } from './verify/explain-line.js';
import { type Divergence, type Equality, firstDivergence } from './verify/first-divergence.js';
import { formatOfBoth } from './verify/recognise-format.js';
import { SummaryFile } from './verify/summary-file.js';

export interface VerifyOptions {
  /**
   * How the files are written. Default: `csv` if either begins with the header `user_id,kind,name,value`, `ndjson` if
   * either begins like a summary's object (`{"user_id":`), else `line`.
   */
  readonly format?: OutputFormat | undefined;
  /** How the line format treats delimiters in a text, as in `format`: only the explanation depends on it. Default: `escape`. */
  readonly delimiters?: DelimiterPolicy | undefined;
  /** Stops the work. */
  readonly signal?: AbortSignal | undefined;
}

/** What the output holds, and so the reference. */
export interface VerifyStats extends Equality {
  /** Whether the files are the same to the byte; if not, they say the same in other quotes or another layout. */
  readonly identical: boolean;
}

/**
 * Compares a summary with its reference in fixed memory; both must be files, gzip and zstd are recognised by their
 * content. Files with the same bytes are equal. So are, in CSV and NDJSON, files that say the same of the same users in the
 * same order, whatever wrote them: CSV with other quotes, line ends CR LF, with or without its header or a byte order mark;
 * NDJSON with other white space, escapes or order within an object, or without an empty one. `identical` tells.
 *
 * Otherwise it fails with `different`, and the message explains the first difference by user, kind and name, also if it is
 * only one of order or, in the line format, of line ends; `file` is the output, `offset` where it first differs (in CSV and
 * NDJSON the start of that row or line), and `found` and `expected` are both sides of it, where there are two.
 *
 * Of CSV and NDJSON, rows and lines of up to 1 MiB are compared by what they say.
 *
 * Fails with `different`, `bad-option`, `io`, `aborted`.
 */
export async function verify(
  output: string,
  reference: string,
  options?: VerifyOptions,
): Promise<VerifyStats> {
  const reader = new OptionReader('verify', options);
  const given = reader.oneOf<OutputFormat>('format', 'line', OUTPUT_FORMATS);
  const format = reader.raw('format') === undefined ? undefined : given;
  const delimiters = reader.oneOf<DelimiterPolicy>('delimiters', 'escape', DELIMITER_POLICIES);
  const signal = reader.abortSignal('signal');
  reader.done();
  const files: SummaryFile[] = [];
  try {
    const ours = await SummaryFile.open(output, signal);
    files.push(ours);
    const theirs = await SummaryFile.open(reference, signal);
    files.push(theirs);
    const result = await firstDivergence(ours, theirs);
    if ('bytes' in result) return { ...result, identical: true };
    const said = await compareContents(ours, theirs, result, { format, delimiters });
    if ('bytes' in said) return { ...said, identical: false };
    const { message, line, offset } = said;
    throw new SpillwayError(
      'different',
      `${output} differs from ${reference} in line ${line}, at byte ${offset}:\n${message}`,
      { file: output, offset, found: readable(said.found), expected: readable(said.expected) },
    );
  } catch (error) {
    throw ioError('compare', `${output} with ${reference}`, error);
  } finally {
    for (const file of files) await file.close();
  }
}

type Difference = FieldDifference & Pick<Divergence, 'line' | 'offset'>;

/** Of two files whose bytes differ. */
async function compareContents(
  ours: SummaryFile,
  theirs: SummaryFile,
  divergence: Divergence,
  options: VerifyOptions & { readonly delimiters: DelimiterPolicy },
): Promise<Equality | Difference> {
  const { format, conflict } = await formatOfBoth(ours, theirs, options.format);
  if (conflict !== undefined) return { ...divergence, message: conflict };
  if (format === 'line') {
    return { ...divergence, ...(await explainDivergence(ours, theirs, divergence, options.delimiters)) };
  }
  const result = await compareFacts(ours, theirs, format, divergence);
  if ('bytes' in result) return result;
  const { place, ...difference } = result;
  return { ...difference, line: place.line, offset: place.start };
}

/** Texts of summaries have one character a byte. */
function readable(text: string | undefined): string | undefined {
  return text === undefined ? undefined : Buffer.from(text, 'latin1').toString();
}
