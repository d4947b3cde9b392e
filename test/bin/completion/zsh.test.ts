import test from 'ava';
import { type CommandShape, commandShapes } from '../../../bin/completion/command-shapes.js';
import { zshCompletion } from '../../../bin/completion/zsh.js';
import { createProgram } from '../../../bin/program.js';
import { runShell, testInShell } from '../../support/shells.js';

const SCRIPT = zshCompletion('spillway', commandShapes(createProgram(() => {})));

testInShell('zsh', 'zsh accepts the script and registers its function', SCRIPT, (t, file) => {
  t.is(runShell('zsh', '-n', file), '');
  const defined = 'autoload -U compinit; compinit -u -d $2; source $1; echo $_comps[spillway]';
  t.is(runShell('zsh', '-f', '-c', defined, 'zsh', file, `${file}.dump`), '_spillway\n');
});

const TOOL: readonly CommandShape[] = [
  {
    name: 'pack',
    description: "Pack a user's files.",
    options: [
      { short: '-q', long: '--quiet', description: 'say [almost] nothing', value: 'none' },
      { short: '-o', long: '--output', description: "the user's file", value: 'file' },
      { short: undefined, long: '--level', description: 'a \\ b', value: 'other' },
      { short: undefined, long: '--order', description: 'what first', value: ['up', 'down'] },
      { short: undefined, long: '--in', description: 'where', value: 'directory' },
      { short: undefined, long: '--map', description: 'which', value: { words: ['a', 'b'] } },
    ],
    choices: undefined,
  },
  { name: 'show', description: 'Show it.', options: [], choices: ['all', 'some'] },
];

test('the zsh script describes commands, with quotes escaped for zsh', (t) => {
  const script = zshCompletion('tool', TOOL);
  t.regex(script, /^#compdef tool\n/);
  t.true(script.includes("'pack:Pack a user'\\''s files.'\n        'show:Show it.'\n"));
});

test('the zsh script gives each option its names, its description with brackets escaped, and its values', (t) => {
  const cases = zshCompletion('tool', TOOL)
    .split('\n')
    .filter((line) => line.includes('_arguments ') && !line.includes('-C'))
    .map((line) => line.trim());
  t.deepEqual(cases, [
    [
      'pack) _arguments',
      "'(-q --quiet)'{-q,--quiet}'[say \\[almost\\] nothing]'",
      "'(-o --output)'{-o,--output}'[the user'\\''s file]:file:_files'",
      "--level'[a \\\\ b]:value: '",
      "--order'[what first]:value:(up down)'",
      "--in'[where]:directory:_files -/'",
      `--map'[which]:value:{_alternative "words:word:(a b)" "files:file:_files"}'`,
      "'*:file:_files' ;;",
    ].join(' '),
    "show) _arguments '1:show:(all some)' ;;",
  ]);
});
