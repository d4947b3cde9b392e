// Every option of every command with what it cannot take, read from the program itself, so that no new option is left out.
// Whatever is typed, it is answered in a line or two, never by a stack trace.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import test from 'ava';
import type { Command } from 'commander';
import { createProgram } from '../../bin/program.js';
import { summarize } from '../../lib/index.js';
import { spillwayInShell } from '../support/command.js';
import { withFolder } from '../support/folder.js';
import { runHere } from '../support/run-here.js';
import { SMALL_LOG } from '../support/small-log.js';

const LONG = 'n'.repeat(300);
const VALUES = [
  ...['', ' ', 'abc', '-1', '0', '1.5', '1e999', 'NaN', '99999999999999999999', '0x', '%', '101%', '1XB'],
  ...['nowhere/x', 'folder', 'dangling', 'loop', 'log/x', 'log', 'unreadable.json', LONG, 'é\u0001'],
  ...[
    '{}',
    '[]',
    'null',
    'json.json',
    'out.xz',
    'out.json',
    'a,a',
    ',',
    'event:',
    '__proto__',
    'constructor',
  ],
];

/** Arguments with which each command would do nothing, or little. */
const BASE: Readonly<Record<string, readonly string[]>> = {
  summarize: ['log', '-o', 'out', '--dry-run', '--memory', '1MiB'],
  generate: ['--out', 'generated', '--seed', '1', '--count', '1', '--events', '1'],
  verify: ['summary', 'summary'],
  status: ['work'],
  inspect: ['log'],
  completion: ['bash'],
};

function withFiles(use: (folder: string) => Promise<void>): Promise<void> {
  return withFolder(async (folder) => {
    writeFileSync(`${folder}/log`, SMALL_LOG);
    await summarize({ source: `${folder}/log`, output: `${folder}/summary`, delimiters: 'escape' });
    for (const name of ['folder', 'work']) mkdirSync(`${folder}/${name}`);
    symlinkSync('nothing', `${folder}/dangling`);
    symlinkSync('loop', `${folder}/loop`);
    writeFileSync(`${folder}/json.json`, '{"user_id":7,"types":[]}');
    writeFileSync(`${folder}/unreadable.json`, '{"user_id');
    await use(folder);
  });
}

function flagsOf(command: Command): string[][] {
  return command.options.flatMap(({ long, required, optional }) =>
    required || optional ? VALUES.map((value) => [long!, value]) : [[long!], [long!, long!], [`${long}=x`]],
  );
}

/** What is wrong with an answer. */
function faultOf({
  code,
  stderr,
}: {
  readonly code: number | null;
  readonly stderr: string;
}): string | undefined {
  // 75 and 76 are those of tasks.
  if (code === null || ![0, 1, 2, 3, 75, 76].includes(code)) return `ended with ${code}`;
  if (/unexpected failure|\n {4}at |node:internal|\[object|\bundefined\b|\bNaN not\b/.test(stderr))
    return 'no plain words';
  if (code === 0 || code === 3) return undefined;
  const lines = stderr.split('\n').length - 1;
  return lines >= 1 && lines <= 3 ? undefined : `${lines} lines`;
}

const COMMANDS = createProgram(() => {}).commands;

for (const command of COMMANDS) {
  const name = command.name();
  test.serial(`${name} answers every wrong value of every option, and wrong arguments, in plain words`, (t) =>
    withFiles(async (folder) => {
      const base = BASE[name] ?? [];
      const wrongArguments = VALUES.map((value) => [value]);
      const calls = [
        ...flagsOf(command).map((flags) => [name, ...base, ...flags]),
        ...wrongArguments.map((values) => [name, ...values, ...base.slice(1)]),
        [name],
        [name, '--nonsense'],
        [name, ...base, 'one', 'too', 'many'],
      ];
      const faults: string[] = [];
      for (const call of calls) {
        const ended = await runHere(folder, ...call);
        const fault = faultOf(ended);
        if (fault !== undefined) faults.push(`${call.join(' ')}: ${fault}: ${ended.stderr}`);
      }
      t.deepEqual(faults, []);
      t.log(`${calls.length} calls`);
    }),
  );
}

/** All print by the same two functions, so most are tried with two of these ways, which differ from command to command. */
const UNWRITABLE = ['> /dev/full', '>&-', '2>&-', '| true'];
const TRIED_IN_EACH_WAY = ['summarize', 'status', 'inspect'];

test.serial('every command answers where what it prints cannot be written', (t) =>
  withFiles(async (folder) => {
    for (const [index, command] of COMMANDS.entries()) {
      const name = command.name();
      const call = `spillway ${name} ${(BASE[name] ?? []).join(' ')}`;
      for (const [way, where] of UNWRITABLE.entries()) {
        if (!TRIED_IN_EACH_WAY.includes(name) && way % 2 !== index % 2) continue;
        const { code, stderr } = await spillwayInShell(folder, `${call} ${where}`);
        const silent = stderr === '' && where !== '> /dev/full';
        t.is(silent ? undefined : faultOf({ code, stderr }), undefined, `${call} ${where}: ${stderr}`);
      }
    }
  }),
);
