// npm run bench -- <case> [options]: builds nothing and assumes nothing but `npm ci`; prints Markdown tables.
import { parseArgs } from 'node:util';
import { extremes } from './cases/extremes.js';
import { job } from './cases/job.js';
import { parse } from './cases/parse.js';
import { peers } from './cases/peers.js';
import { scale } from './cases/scale.js';
import { stages } from './cases/stages.js';
import { startup } from './cases/startup.js';
import type { Settings } from './support/settings.js';

const CASES: Readonly<Record<string, (settings: Settings) => Promise<string>>> = {
  parse,
  stages,
  job,
  scale,
  startup,
  extremes,
  peers,
};

const USAGE = `npm run bench -- <case> [options]

cases:
  parse    parse from a file against JSON.parse per line
  stages   every stage alone
  job      the whole job: one worker, all cores, and one worker in 64MiB
  scale    time and memory against the size of the source
  startup  the command on a small source against node with nothing to do
  extremes one user or one name that has everything; generated, from --events lines
  peers    DuckDB, ClickHouse, jq + sort + awk and naive Node (npm run bench:peers installs them first)

options:
  --rounds <n>         how often each contender runs, in turn
  --events <n>         size of the log that is generated
  --data <file>        a log of your own,
  --reference <file>     and the summary it must give (default: <file> with .verify.csv for .data)
  --memory <size>      of spillway (default: 256MiB)
  --only <word,word>   of the peers those whose name holds one of the words
`;

function positive(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`--${name} must be a whole number above 0, not ${text}`);
  return Number(text);
}

const string = { type: 'string' } as const;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ...{ rounds: string, events: string, data: string, reference: string, memory: string, only: string },
  },
});
const run = CASES[positionals[0] ?? ''];
if (run === undefined || positionals.length !== 1) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else {
  const table = await run({
    rounds: positive('rounds', values.rounds),
    events: positive('events', values.events),
    data: values.data,
    reference: values.reference,
    memory: values.memory ?? '256MiB',
    only: values.only?.split(','),
  });
  process.stdout.write(`${table}\n`);
}
