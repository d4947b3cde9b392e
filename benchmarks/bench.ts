// npm run bench -- <case> [options]: builds nothing and assumes nothing but `npm ci`; prints Markdown tables.
import { Argument, InvalidArgumentError, program } from 'commander';
import { extremes } from './cases/extremes.js';
import { job } from './cases/job.js';
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
  extremes,
  peers,
};

const HELP = `
Cases:
  parse    parse from a file against JSON.parse per line
  scan     the scanner alone, from memory: plain and mapped records
  stages   every stage alone
  job      the whole job: one worker, all cores, and one worker in 64MiB
  scale    time and memory against the size of the source
  startup  the command on a small source against node with nothing to do
  extremes one user or one name that has everything; generated, from --events lines
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
  .option('--events <n>', 'size of the log that is generated', positive)
  .option('--data <file>', 'a log of your own')
  .option('--reference <file>', 'the summary it must give (default: <data> with .verify.csv for .data)')
  .option('--memory <size>', 'of spillway', '256MiB')
  .option('--only <words>', 'of the peers those whose name holds one of the words', (words) =>
    words.split(','),
  )
  .addHelpText('after', HELP)
  .action(async (name: string, settings: Settings) => {
    process.stdout.write(`${await CASES[name]!(settings)}\n`);
  });
await program.parseAsync();
