import { Command, Option } from 'commander';
import { describeEqual } from '../messages.js';

const EXAMPLES = `
Examples:
  spillway verify summary.csv reference.csv
  spillway verify summary.csv reference.csv --delimiters escape

Exit codes: 0 equal; 1 they differ, or could not be read; 2 wrong usage.`;

export function verifyCommand(): Command {
  return new Command('verify')
    .description('Compare a summary with a reference, byte by byte, and explain the first difference.')
    .argument('<output>', 'the summary')
    .argument('<reference>', 'the summary that it should be')
    .addOption(
      new Option('--delimiters <policy>', 'how both treat delimiters in a text (default: reject)').choices([
        'reject',
        'escape',
      ]),
    )
    .option('--quiet', 'no words if they are equal')
    .addHelpText('after', EXAMPLES)
    .action(
      async (
        output: string,
        reference: string,
        flags: { delimiters?: 'reject' | 'escape'; quiet?: true },
      ) => {
        const { verify } = await import('../../lib/verify.js');
        const stats = await verify(output, reference, { delimiters: flags.delimiters });
        if (flags.quiet !== true) process.stderr.write(`${describeEqual(output, reference, stats)}\n`);
      },
    );
}
