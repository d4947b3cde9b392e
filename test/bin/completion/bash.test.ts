import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import test from 'ava';
import { bashCompletion } from '../../../bin/completion/bash.js';
import { commandShapes } from '../../../bin/completion/command-shapes.js';
import { createProgram } from '../../../bin/program.js';
import { runShell, testInShell } from '../../support/shells.js';

const SHAPES = commandShapes(createProgram(() => {}));
const SCRIPT = bashCompletion('spillway', SHAPES);

/** What bash proposes for the last of these words, and whether it then adds files of its own. */
const REPLY = `
compopt() { echo "compopt $*"; }
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_spillway
IFS=$'\\n'; echo "\${COMPREPLY[*]}"`;

function reply(file: string, ...words: string[]): string[] {
  return runShell('bash', '--norc', '-c', REPLY, 'bash', file, 'spillway', ...words)
    .trim()
    .split('\n');
}

testInShell('bash', 'bash proposes commands, options and their values', SCRIPT, (t, file) => {
  const names = SHAPES.map(({ name }) => name);
  t.true(names.length >= 5);
  t.deepEqual(reply(file, ''), names);
  t.deepEqual(reply(file, 'sum'), ['summarize']);
  t.deepEqual(reply(file, 'summarize', 'log', '--format', ''), ['line', 'ndjson', 'csv', 'parquet', 'wide']);
  t.deepEqual(reply(file, 'summarize', '--order', 'n'), ['numeric']);
  t.deepEqual(reply(file, 'completion', 'b'), ['bash']);
  t.true(reply(file, 'summarize', '--map', 'seg').includes('segment+anonymous'));
  const place = dirname(file);
  mkdirSync(`${place}/out.spillway`);
  t.deepEqual(reply(file, 'status', `${place}/o`), [`${place}/out.spillway`]);
  t.deepEqual(reply(file, 'summarize', '--work-dir', `${place}/o`), [`${place}/out.spillway`]);
});

testInShell('bash', 'bash proposes every option of every command', SCRIPT, (t, file) => {
  for (const { name, options } of SHAPES) {
    const proposed = reply(file, name, '--');
    t.deepEqual(
      proposed,
      options.map(({ long }) => long),
    );
    t.true(proposed.includes('--help'));
  }
});

testInShell(
  'bash',
  'bash completes files itself where a file can follow, and nowhere else',
  SCRIPT,
  (t, file) => {
    for (const words of [['--output', ''], ['-o', ''], ['lo']]) {
      t.deepEqual(reply(file, 'summarize', ...words), [''], `${words}`);
    }
    t.deepEqual(reply(file, 'summarize', '--memory', ''), ['compopt +o default +o bashdefault']);
    t.is(
      runShell('bash', '--norc', '-c', 'source "$1"; complete -p spillway', 'bash', file).includes(
        '-o default',
      ),
      true,
    );
  },
);

testInShell('bash', 'bash proposes nothing for a command that is not known', SCRIPT, (t, file) => {
  t.deepEqual(reply(file, 'summarise', '--'), ['']);
});

test('the bash script is named after its program', (t) => {
  const script = bashCompletion('tool', [{ name: 'run', description: '', options: [], choices: undefined }]);
  t.regex(script, /source <\(tool completion bash\)/);
  t.regex(script, /complete .* -F _tool tool\n$/);
  t.notRegex(script, /spillway/);
});
