import { Command } from 'commander';
import type { GenerateOptions } from '../../lib/generate.js';
import { DONE } from '../exit-code.js';
import { describeGenerated } from '../messages.js';
import { numberOf } from '../number-of.js';
import { say } from '../say.js';
import { stopOnSignals } from '../stop-on-signals.js';

/** Option values from commander; `generate` checks them. */
interface Flags {
  readonly out: string;
  readonly verify?: string;
  readonly seed?: number | string;
  readonly count?: number | string;
  readonly attrs?: number | string;
  readonly events?: number | string;
  readonly maxevents?: number | string;
  readonly dupes?: number | string;
  readonly anon?: number | string;
  readonly dupeDistance?: number | string;
  readonly quiet?: true;
}

const EXAMPLES = `
Examples (the three data sets of the challenge: 200 KB, 133 MB and 2.4 GB):
  spillway generate --out 1.data --verify 1.verify.csv --seed 1560981440 --count 20
  spillway generate --out 2.data --verify 2.verify.csv --seed 1560980000 --count 10000 \\
    --attrs 20 --events 300000 --maxevents 500 --dupes 10
  spillway generate --out 3.data --verify 3.verify.csv --seed 1560000000 --count 1000000 \\
    --attrs 10 --events 5000000 --maxevents 10 --dupes 20

The same options give the same bytes.`;

export function generateCommand(setExitCode: (code: number) => void): Command {
  return new Command('generate')
    .description('Write a log of random activities, and the summary that it must have.')
    .requiredOption('--out <file>', 'where the log goes; replaced when it is whole')
    .option('--verify <file>', 'where the reference summary goes, made from what was generated')
    .option('--seed <n>', 'the seed of all randomness: a time in seconds (default: 1560000000)', numberOf)
    .option('--count <n>', 'users (default: 100)', numberOf)
    .option(
      '--attrs <n>',
      'most extra attributes of a user, besides six that all have (default: 5)',
      numberOf,
    )
    .option('--events <n>', 'rounds of an attributes line and an event line (default: 500)', numberOf)
    .option('--maxevents <n>', 'most event names of a user (default: 5)', numberOf)
    .option('--dupes <n>', 'one event line in n is written twice, 0: none (default: 20)', numberOf)
    .option('--anon <n>', 'every n-th event has no user, 0: none (default: 500)', numberOf)
    .option(
      '--dupe-distance <n>',
      'a line that is written twice may follow n lines later (default: 0)',
      numberOf,
    )
    .option('--quiet', 'show no closing message')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: Flags) => setExitCode(await runGenerator(flags)));
}

function runGenerator(flags: Flags): Promise<number> {
  const tell = flags.quiet === true ? () => {} : say;
  return stopOnSignals(async (signal) => {
    const { generate } = await import('../../lib/generate.js');
    const stats = await generate({ ...optionsOf(flags), signal });
    tell(describeGenerated(flags.out, flags.verify, stats));
    return DONE;
  }, tell);
}

function optionsOf(flags: Flags): GenerateOptions {
  const { out, verify, seed, count, attrs, events, maxevents, dupes, anon, dupeDistance } = flags;
  const numbers = { seed, count, attrs, events, maxEvents: maxevents, dupes, anon, dupeDistance };
  return { output: out, reference: verify, ...(numbers as Partial<GenerateOptions>) };
}
