import { ioError, SpillwayError } from './errors.js';
import type { DelimiterPolicy, TextFormat } from './format/output-format.js';
import { DELIMITER_POLICIES, TEXT_FORMATS } from './format/output-format.js';
import { OptionReader } from './options.js';
import { compareFacts } from './verify/compare-facts.js';
import { explainDivergence } from './verify/explain-divergence.js';
import type { FieldDifference } from './verify/explain-line.js';
import { type Divergence, type Equality, firstDivergence } from './verify/first-divergence.js';
import { formatOfBoth } from './verify/recognise-format.js';
import { SummaryFile } from './verify/summary-file.js';

export interface VerifyOptions {
  /**
   * The format of the files. Default: `csv` if either begins with the header `user_id,kind,name,value`, `ndjson` if either
   * begins like a summary's object (`{"user_id":`), otherwise `line`.
   */
  readonly format?: TextFormat | undefined;
  /** The policy for delimiters in texts, as in `format`. It affects only how a difference is explained. Default: `escape`. */
  readonly delimiters?: DelimiterPolicy | undefined;
  /** Stops the work. */
  readonly signal?: AbortSignal | undefined;
}

/** The size of the output. */
export interface VerifyStats extends Equality {
  /** Whether the files have the same bytes. If not, they say the same with other quotes or in another layout. */
  readonly identical: boolean;
}

/**
 * Compares a summary with its reference in fixed memory. Both must be regular files; gzip and zstd are recognised by
 * their content. Files with the same bytes are equal. CSV and NDJSON files are also equal if they say the same about the
 * same users in the same order, whichever program wrote them. In CSV, quotes, CR LF line ends, the header and a byte order
 * mark make no difference. In NDJSON, white space, escapes, the order within an object and empty objects make none.
 * `identical` tells the two cases apart.
 *
 * Otherwise it fails with `different`. The message explains the first difference by user, kind and name, even if only the
 * order differs or, in the line format, the line ends. `file` is the output, `offset` the first byte that differs (in CSV
 * and NDJSON the start of its row or line); `found` and `expected` are the two sides, where there are two.
 *
 * CSV rows and NDJSON lines are compared by what they say up to 1 MiB each; a longer one counts as different.
 *
 * Fails with `different`, `bad-option`, `io`, `aborted`.
 */
export async function verify(
  output: string,
  reference: string,
  options?: VerifyOptions,
): Promise<VerifyStats> {
  const reader = new OptionReader('verify', options);
  const given = reader.oneOf<TextFormat>('format', 'line', TEXT_FORMATS);
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

/** Compares two files whose bytes differ. */
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

/** Decodes a text of a summary, which has one character per byte. */
function readable(text: string | undefined): string | undefined {
  return text === undefined ? undefined : Buffer.from(text, 'latin1').toString();
}
