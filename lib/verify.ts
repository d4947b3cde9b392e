import { ioError, SpillwayError } from './errors.js';
import type { DelimiterPolicy } from './kernel/formatter.js';
import { OptionReader } from './options.js';
import { explainDivergence } from './verify/explain-divergence.js';
import { type Equality, firstDivergence } from './verify/first-divergence.js';
import { SummaryFile } from './verify/summary-file.js';

export interface VerifyOptions {
  /** How the files treat delimiters in a text, as in `format`: only the explanation depends on it. Default: `reject`. */
  readonly delimiters?: DelimiterPolicy | undefined;
}

/** What both files hold. */
export type VerifyStats = Equality;

/**
 * Compares a summary (line format) with its reference, byte by byte and in fixed memory; both must be files, gzip
 * and zstd are recognised by their content. Resolves if they are equal. Otherwise it fails with `different`, and the message explains the first difference by user and
 * field, also if it is only one of order or of line ends; `file` is the output, `offset` where it first differs, and
 * `found` and `expected` are both sides of it, where there are two.
 *
 * Fails with `different`, `bad-option`, `io`.
 */
export async function verify(
  output: string,
  reference: string,
  options?: VerifyOptions,
): Promise<VerifyStats> {
  const reader = new OptionReader('verify', options);
  const delimiters = reader.oneOf<DelimiterPolicy>('delimiters', 'reject', ['reject', 'escape']);
  reader.done();
  const files: SummaryFile[] = [];
  try {
    const ours = await SummaryFile.open(output);
    files.push(ours);
    const theirs = await SummaryFile.open(reference);
    files.push(theirs);
    const result = await firstDivergence(ours, theirs);
    if ('bytes' in result) return result;
    const { message, found, expected } = await explainDivergence(ours, theirs, result, delimiters);
    throw new SpillwayError(
      'different',
      `${output} differs from ${reference} in line ${result.line}, at byte ${result.offset}:\n${message}`,
      { file: output, offset: result.offset, found, expected },
    );
  } catch (error) {
    throw ioError('compare', `${output} with ${reference}`, error);
  } finally {
    for (const file of files) await file.close();
  }
}
