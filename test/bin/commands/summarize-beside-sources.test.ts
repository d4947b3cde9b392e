// Outputs and work directories that lie where the sources are, through kills at every stage of the job.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import test from 'ava';
import { summarizeInMemory } from '../../../lib/index.js';
import { spillway, spillwayInShell, start } from '../../support/command.js';
import { withFolder } from '../../support/folder.js';

const line = (id: number) =>
  JSON.stringify({ user_id: `u${id % 4000}`, type: 'event', id, name: `n${id % 50}` });
const LOG = `${Array.from({ length: 40_000 }, (_, id) => line(id)).join('\n')}\nnonsense\n`;
const EXPECTED = Buffer.concat([...(await summarizeInMemory(Buffer.from(LOG))).output]).toString();

const FLAGS = [
  '-o',
  'logs/summary.csv',
  '--rejects',
  'logs/rejects',
  '--report',
  'logs/report.html',
  '--quiet',
];
const SMALL = ['--workers', '2', '--checkpoint-every', '200KB', '--memory', '8MiB'];

/** Kills the job as soon as `there` is true of its folder; false if it was done before. */
async function killWhen(
  folder: string,
  source: string,
  there: (names: readonly string[]) => boolean,
): Promise<boolean> {
  const { child, result } = start(folder, 'summarize', source, ...FLAGS, ...SMALL);
  const timer = setInterval(() => {
    if (there(readdirSync(`${folder}/logs`))) child.kill('SIGKILL');
  }, 1);
  const { signal } = await result;
  clearInterval(timer);
  return signal === 'SIGKILL';
}

const isPartial = (name: string) => name.endsWith('.partial');

/** How the source is named makes no difference to what a moment leaves, so each moment is tried with one of the globs. */
const SOURCES = ['logs', 'logs/*', 'l*/**/*'];

for (const source of SOURCES) {
  for (const [moment, there] of [
    ['reads', (names) => names.includes('summary.csv.spillway')],
    ['publishes', (names) => names.some(isPartial)],
    ['merges', (names) => names.some((name) => name.startsWith('summary.csv.') && isPartial(name))],
    ['ends', (names) => names.includes('summary.csv')],
  ] as [string, (names: readonly string[]) => boolean][]) {
    if (source !== 'logs' && (source === 'logs/*') !== (moment === 'reads' || moment === 'merges')) continue;
    for (const fresh of [[], ['--fresh']]) {
      test.serial(
        `a job of ${source} with its outputs there, killed when it ${moment}, is done ${fresh}`,
        (t) =>
          withFolder(async (folder) => {
            mkdirSync(`${folder}/logs`);
            writeFileSync(`${folder}/logs/app.log`, LOG);
            await killWhen(folder, source, there);
            // What another job has left there.
            writeFileSync(`${folder}/logs/other.csv.0123456789abcdef.partial`, 'nonsense\n');
            const output = `${folder}/logs/summary.csv`;
            // It was done, though perhaps its work directory is not removed.
            if (existsSync(output) && !existsSync(`${output}.spillway/spillway-manifest.json`)) {
              t.is(readFileSync(`${folder}/logs/summary.csv`, 'utf8'), EXPECTED);
              return;
            }
            const { code, stderr } = await spillway(
              folder,
              'summarize',
              source,
              ...FLAGS,
              ...SMALL,
              ...fresh,
            );
            t.is(code, 3, stderr);
            t.is(readFileSync(`${folder}/logs/summary.csv`, 'utf8'), EXPECTED);
            t.is(readFileSync(`${folder}/logs/rejects`, 'utf8').split('\n').length, 2);
          }),
      );
    }
  }
}

test.serial('an output that is a source is refused unless saved work shows that the job wrote it', (t) =>
  withFolder(async (folder) => {
    mkdirSync(`${folder}/logs`);
    writeFileSync(`${folder}/logs/app.log`, LOG);
    const { code, stderr } = await spillway(folder, 'summarize', 'logs', '-o', 'logs/app.log');
    t.is(code, 2);
    t.regex(stderr, /output: logs\/app\.log is the source/);
    t.is(readFileSync(`${folder}/logs/app.log`, 'utf8'), LOG);
  }),
);

test.serial('left-out sources are reported, also with --quiet', (t) =>
  withFolder(async (folder) => {
    mkdirSync(`${folder}/logs`);
    writeFileSync(`${folder}/logs/app.log`, LOG);
    const twice = await spillwayInShell(folder, 'spillway summarize logs logs/app.log -o out');
    t.regex(twice.stderr, /^named more than once, and read once: logs\/app\.log$/m);
    const quiet = await spillwayInShell(folder, 'spillway summarize logs logs/app.log -o out --quiet');
    t.is(quiet.stderr, 'named more than once, and read once: logs/app.log\n');
  }),
);
