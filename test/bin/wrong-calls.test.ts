// Every option with what it cannot take. Whatever does the job, or only plans it: the same exit code and the same words,
// one or two lines that name what is wrong, and nothing left behind.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import test from 'ava';
import { spillway } from '../support/command.js';
import { runHere } from '../support/run-here.js';
import { SMALL_LOG, withSmallLog } from '../support/small-log.js';

const LONG = 'n'.repeat(240);

/** Paths that no file can be written to, and what is said of them. */
const UNWRITABLE: Readonly<Record<string, string>> = {
  'nowhere/x': 'there is no directory nowhere',
  folder: 'it is a directory',
  'log/x': 'a part of the path is not a directory (ENOTDIR)',
  dangling: 'it is a symbolic link to nothing',
  [LONG]: 'the name is too long (ENAMETOOLONG)',
};

/** Flags, the exit code, and what is named in the words. */
type WrongCall = readonly [flags: readonly string[], code: number, ...named: readonly string[]];

const unwritable = (flag: string): WrongCall[] =>
  Object.entries(UNWRITABLE).map(([path, reason]) => [[flag, path], 1, `cannot write ${path}: ${reason}`]);

const NUMBERS = ['abc', '', '1.5', '-1', '99999999999999999999'];
const SIZES = ['abc', '', '-1', '1XB', '0', '9TiB'];

const WRONG: readonly WrongCall[] = [
  ...['-o', '--rejects', '--stats'].flatMap(unwritable),
  ...['-o', '--work-dir', '--rejects', '--stats', '--verify'].map(
    (flag): WrongCall => [[flag, ''], 2, "not ''"],
  ),
  ...NUMBERS.map(
    (text): WrongCall => [
      ['--workers', text],
      2,
      '--workers must be ',
      `not ${text === '-1' ? text : `'${text}'`}`,
    ],
  ),
  ...NUMBERS.map((text): WrongCall => [['--max-rejects', text], 2, '--max-rejects must be ', text]),
  ...['--memory', '--checkpoint-every', '--max-line'].flatMap((flag) =>
    SIZES.map((text): WrongCall => [[flag, text], 2, `${flag} must be `, `not '${text}'`]),
  ),
  ...['--input', '--delimiters', '--order', '--format'].map(
    (flag): WrongCall => [[flag, 'x'], 2, flag, "'x'"],
  ),
  [['--map', 'missing.json'], 2, 'missing.json', 'no such file'],
  [['--map', 'folder'], 2, 'folder', 'is a directory'],
  [['--map', 'log'], 2, 'log'],
  [['--work-dir', 'nowhere/x'], 1, 'cannot create nowhere/x: no such file or directory'],
  [['--work-dir', 'log/x'], 1, 'log/x', 'not a directory'],
  [['--work-dir', 'log'], 2, 'log', 'not a directory'],
  [['--work-dir', 'link'], 2, 'link', 'a symbolic link'],
  [['--work-dir', 'full'], 2, 'full', 'not a work directory'],
  [['--verify', 'missing'], 1, 'missing', 'no such file'],
  [['--verify', 'folder'], 1, 'folder', 'is a directory'],
  [['--verify', 'fifo'], 1, 'fifo', 'not a regular file'],
  [['-o', '-', '--verify', 'log'], 2, '--verify compares a file', 'standard output'],
  [['-o', '/dev/null', '--verify', 'log'], 2, '--verify compares a file', '/dev/null'],
  [['-o', '-', '--rejects', '-'], 2, '--rejects: standard output (-) is taken by the output'],
  [['-o', '-', '--stats', '-'], 2, '--stats: standard output (-) is taken by the output'],
  [['--rejects', '-', '--stats', '-'], 2, '--stats: standard output (-) is taken by the rejects'],
  [['-o', 'log'], 2, 'output: log is the source'],
  [['--rejects', 'log'], 2, 'rejects: log is the source'],
  [['--stats', 'log'], 2, 'stats: log is the source'],
  [['--verify', 'log', '-o', 'log'], 2, 'output: log is the '],
  [['--rejects', 'x', '--stats', 'x'], 2, 'stats: x is the rejects file'],
  [['missing'], 1, 'missing'],
];

/** Those that only the stages know, which a plan knows as well. */
const WRONG_OF_STAGES: readonly WrongCall[] = [
  ...unwritable('--report'),
  [['--report', ''], 2, "not ''"],
  [['--report', 'log'], 2, 'report: log is the source'],
  ...['', 'missing.mjs', 'folder', 'log'].map((path): WrongCall => [['--reduce', path], 2, path]),
  [['--reduce', 'reducer.mjs', '--format', 'csv'], 2, '--format means nothing with reduce'],
  [['--reduce', 'reducer.mjs', '--delimiters', 'escape'], 2, '--delimiters means nothing with reduce'],
  [['--reduce', 'reducer.mjs', '--omit-empty-sections'], 2, '--omit-empty-sections means nothing'],
  ...['--verify', '--report'].map((flag): WrongCall => [['--reduce', 'reducer.mjs', flag, 'x'], 2, flag]),
  [['--reduce', 'reducer.mjs', '--in-memory'], 2, '--in-memory'],
  [['-o', '-', '--report', '-'], 2, '--report: standard output (-) is taken by the output'],
];

function withFiles(use: (folder: string) => Promise<void>): Promise<void> {
  return withSmallLog(async (folder) => {
    for (const name of ['folder', 'full']) mkdirSync(`${folder}/${name}`);
    writeFileSync(`${folder}/full/notes`, '');
    writeFileSync(`${folder}/reducer.mjs`, 'export function reduce() {}');
    symlinkSync('nothing', `${folder}/dangling`);
    symlinkSync('folder', `${folder}/link`);
    execFileSync('mkfifo', [`${folder}/fifo`]);
    await use(folder);
  });
}

const JOB = ['summarize', 'log', '--memory', '1MiB', '-o', 'out'];

for (const [engine, calls] of [
  [[], [...WRONG, ...WRONG_OF_STAGES]],
  [['--dry-run'], [...WRONG, ...WRONG_OF_STAGES]],
  [['--in-memory'], WRONG.filter(([flags]) => !flags.includes('--work-dir') && !flags.includes('--format'))],
] as const) {
  test.serial(
    `wrong calls are refused before any work, with one reason: ${engine[0] ?? 'the streaming engine'}`,
    (t) =>
      withFiles(async (folder) => {
        const before = readdirSync(folder);
        for (const [flags, code, ...named] of calls) {
          const { stderr, ...ended } = await runHere(folder, ...JOB, ...flags, ...engine);
          const call = `${flags.join(' ')}: ${stderr}`;
          t.is(ended.code, code, call);
          for (const part of named) t.true(stderr.includes(part), `${call} lacks ${part}`);
          t.regex(stderr, /^[^\n]+\n(?:[^\n]+\n)?$/, call);
          t.notRegex(stderr, /NaN|undefined|unexpected failure|\n {4}at /, call);
        }
        t.deepEqual(readdirSync(folder), before);
        t.is(readFileSync(`${folder}/log`, 'utf8'), SMALL_LOG);
      }),
  );
}

test.serial('generate repeats a wrong number as it was typed', (t) =>
  withSmallLog(async (folder) => {
    for (const name of ['seed', 'count', 'attrs', 'events', 'maxevents', 'dupes', 'anon', 'dupe-distance']) {
      for (const text of ['abc', '', '-1', '1.5']) {
        const { code, stderr } = await runHere(folder, 'generate', '--out', 'x', `--${name}`, text);
        t.is(code, 2, stderr);
        t.true(stderr.startsWith(`spillway: generate: --${name} must be a whole number between `), stderr);
        t.regex(stderr, new RegExp(`, not '?${text}'?\\n$`));
      }
    }
    t.deepEqual(readdirSync(folder), ['log']);
  }),
);

/** Where the write itself fails, in whatever the job has to write. */
test.serial('an output that cannot be written is named, and the exit code is 1', (t) =>
  withSmallLog(async (folder) => {
    for (const flags of [
      ['-o', '/dev/full'],
      ['-o', '/dev/full', '--workers', '2'],
      ['-o', '/dev/full', '--in-memory'],
      ['--rejects', '/dev/full'],
      ['--rejects', '/dev/full', '--in-memory'],
      ['--stats', '/dev/full'],
      ['--stats', '/dev/full', '--in-memory'],
      ['--report', '/dev/full'],
    ]) {
      const { code, stderr } = await spillway(folder, ...JOB, ...flags, '--quiet', '--fresh');
      t.is(code, 1, flags.join(' '));
      t.is(
        stderr,
        'spillway: cannot write /dev/full: no space left on the device (ENOSPC)\n',
        flags.join(' '),
      );
    }
  }),
);
