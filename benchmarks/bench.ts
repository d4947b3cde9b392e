// npm run bench -- <case> [options]: needs only a built checkout (`npm ci`), and prints Markdown tables.
import { Argument, InvalidArgumentError, program } from 'commander';
import { extremes } from './cases/extremes.js';
import { job } from './cases/job.js';
import { kept } from './cases/kept.js';
import { parse } from './cases/parse.js';
import { peers } from './cases/peers.js';
import { scale } from './cases/scale.js';
import { scan } from './cases/scan.js';
import { stages } from './cases/stages.js';
import { startup } from './cases/startup.js';
import type { Settings } from './support/settings.js';

const CASES: Readonly<Record<string, (settings: Settings) => Promise<string>>> = {
  parse,
  scan,
  stages,
  job,
  scale,
  startup,
  kept,
  extremes,
  peers,
};

const HELP = `
Cases:
  parse    the parse stage on a file, compared with JSON.parse per line
  scan     the scanner alone, from memory: plain and mapped records
  stages   each stage on its own
  job      the whole job: one worker, all cores, and one worker in 64MiB
  scale    time and memory by the size of the source
  startup  the command on a small source, compared with node doing nothing
  kept     60 daily updates of kept work; --rounds days of them, the next call continues (in kept/ of the data)
  extremes one user or one name that has everything, in generated logs of --events lines
  peers    DuckDB, ClickHouse, jq + sort + awk and naive Node (npm run bench:peers installs them first)
`;

function positive(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('give a whole number above 0');
  return Number(text);
}

program
  .name('npm run bench --')
  .addArgument(new Argument('<case>').choices(Object.keys(CASES)))
  .option('--rounds <n>', 'how often each contender runs, in turn', positive)
  .option('--events <n>', 'number of events in the generated log', positive)
  .option('--data <file>', 'use this log instead of a generated one')
  .option(
    '--reference <file>',
    'the summary it must give (default: <data>, with .verify.csv instead of .data)',
  )
  .option('--memory <size>', 'memory of spillway', '256MiB')
  .option(
    '--only <words>',
    'only the peers whose name contains one of these words, separated by commas',
    (words) => words.split(','),
  )
  .addHelpText('after', HELP)
  .action(async (name: string, settings: Settings) => {
    process.stdout.write(`${await CASES[name]!(settings)}\n`);
  });
await program.parseAsync();
