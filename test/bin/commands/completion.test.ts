// The completion scripts in the shells that they are for. Those that are not installed are skipped, and said to be.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import test from 'ava';
import { createProgram } from '../../../bin/program.js';
import { spillway } from '../../support/command.js';
import { withFolder } from '../../support/folder.js';

function withScript(shell: string, use: (file: string) => void): Promise<void> {
  return withFolder(async (folder) => {
    const { stdout } = await spillway(folder, 'completion', shell);
    writeFileSync(`${folder}/script`, stdout);
    use(`${folder}/script`);
  });
}

function run(shell: string, ...args: string[]): string {
  const { stdout, stderr, status } = spawnSync(shell, args, { encoding: 'utf8' });
  if (status !== 0 || stderr !== '') throw new Error(`${shell} ended with ${status}: ${stderr}`);
  return stdout;
}

/** Runs a test in a shell, where there is one. */
function testIn(
  shell: string,
  title: string,
  use: (t: import('ava').ExecutionContext) => Promise<void>,
): void {
  const missing = spawnSync(shell, ['--version']).error !== undefined;
  if (missing) test.skip(`${title}: skipped, for there is no ${shell} here`, use);
  else test(title, use);
}

const COMMANDS = createProgram(() => {}).commands;

/** What bash proposes for the last of these words. */
function bashReply(file: string, ...words: string[]): string[] {
  const script =
    'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _spillway; IFS=$\'\\n\'; echo "$' +
    '{COMPREPLY[*]}"';
  return run('bash', '--norc', '-c', script, 'bash', file, 'spillway', ...words)
    .trim()
    .split('\n');
}

testIn('bash', 'bash proposes commands, options and their values', (t) =>
  withScript('bash', (file) => {
    const names = COMMANDS.map((command) => command.name());
    t.true(names.length >= 5);
    t.deepEqual(bashReply(file, ''), names);
    t.deepEqual(bashReply(file, 'sum'), ['summarize']);
    t.deepEqual(bashReply(file, 'summarize', 'log', '--format', ''), ['line', 'ndjson', 'csv']);
    t.deepEqual(bashReply(file, 'summarize', '--order', 'n'), ['numeric']);
    t.deepEqual(bashReply(file, 'completion', 'b'), ['bash']);
    // Names of files are bash's own business, other values nobody's.
    for (const option of ['--output', '-o', '--memory']) {
      t.deepEqual(bashReply(file, 'summarize', option, ''), ['']);
    }
  }),
);

testIn('bash', 'bash proposes every option of every command', (t) =>
  withScript('bash', (file) => {
    for (const command of COMMANDS) {
      const options = command.options.map(({ long }) => long!);
      t.deepEqual(bashReply(file, command.name(), '--').toSorted(), [...options, '--help'].toSorted());
    }
  }),
);

testIn('fish', 'fish proposes the same', (t) =>
  withScript('fish', (file) => {
    const propose = (line: string) =>
      run('fish', '--no-config', '-c', `source ${file}; complete -C '${line}'`)
        .trim()
        .split('\n')
        .map((proposal) => proposal.split('\t')[0]);
    t.deepEqual(propose('spillway ').sort(), COMMANDS.map((command) => command.name()).sort());
    t.deepEqual(propose('spillway summarize log --format ').sort(), ['csv', 'line', 'ndjson']);
    t.true(propose('spillway summarize --').includes('--max-rejects'));
    t.deepEqual(propose('spillway completion z'), ['zsh']);
  }),
);

testIn('zsh', 'zsh can read its script', (t) =>
  withScript('zsh', (file) => {
    t.is(run('zsh', '-n', file), '');
    const defined = 'autoload -U compinit; compinit -u -d $2; source $1; echo $_comps[spillway]';
    t.is(run('zsh', '-f', '-c', defined, 'zsh', file, `${file}.dump`), '_spillway\n');
  }),
);

test('a shell that is not known is wrong usage', async (t) => {
  const { code, stderr } = await spillway('.', 'completion', 'csh');
  t.is(code, 2);
  t.regex(stderr, /Allowed choices are bash, zsh, fish/);
});
