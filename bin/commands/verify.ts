import { Command, Option } from 'commander';
import { DELIMITER_POLICIES, TEXT_FORMATS } from '../../lib/format/output-format.js';
import { describeEqual } from '../messages.js';
import { say } from '../say.js';

interface Flags {
  readonly format?: 'line' | 'ndjson' | 'csv';
  readonly delimiters?: 'reject' | 'escape';
  readonly quiet?: true;
}

const EXAMPLES = `
Examples:
  spillway verify summary.csv reference.csv
  spillway verify summary.csv.gz reference.csv --delimiters reject
  spillway verify facts.csv rows-without-header.csv --format csv

Files with the same bytes are equal. NDJSON and CSV files with the same facts are equal too, in any quotes or layout.

Exit codes: 0 equal; 1 they differ, or could not be read; 2 wrong usage.`;

export function verifyCommand(): Command {
  return new Command('verify')
    .description('Compare a summary with a reference, compressed or not, and explain the first difference.')
    .argument('<output>', 'the summary')
    .argument('<reference>', 'the summary that it should be')
    .addOption(
      new Option(
        '--format <format>',
        'how both are written (default: csv or ndjson if either begins so, else line)',
      ).choices([...TEXT_FORMATS]),
    )
    .addOption(
      new Option(
        '--delimiters <policy>',
        'how the line format treats delimiters in a text (default: escape)',
      ).choices([...DELIMITER_POLICIES]),
    )
    .option('--quiet', 'show no message if they are equal')
    .addHelpText('after', EXAMPLES)
    .action(async (output: string, reference: string, { quiet, ...options }: Flags) => {
      const { verify } = await import('../../lib/verify.js');
      const stats = await verify(output, reference, options);
      if (quiet !== true) say(describeEqual(output, reference, stats));
    });
}
