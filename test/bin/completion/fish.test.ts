import test from 'ava';
import { type CommandShape, commandShapes } from '../../../bin/completion/command-shapes.js';
import { fishCompletion } from '../../../bin/completion/fish.js';
import { createProgram } from '../../../bin/program.js';
import { runShell, testInShell } from '../../support/shells.js';

const SHAPES = commandShapes(createProgram(() => {}));

testInShell(
  'fish',
  'fish proposes commands, options and their values',
  fishCompletion('spillway', SHAPES),
  (t, file) => {
    const propose = (line: string) =>
      runShell('fish', '--no-config', '-c', `source ${file}; complete -C '${line}'`)
        .trim()
        .split('\n')
        .map((proposal) => proposal.split('\t')[0]);
    t.deepEqual(propose('spillway ').sort(), SHAPES.map(({ name }) => name).sort());
    t.deepEqual(propose('spillway summarize log --format ').sort(), [
      'csv',
      'line',
      'ndjson',
      'parquet',
      'wide',
    ]);
    t.true(propose('spillway summarize --').includes('--max-rejects'));
    t.deepEqual(propose('spillway completion z'), ['zsh']);
    t.true(propose('spillway summarize --map seg').includes('segment'));
  },
);

const TOOL: readonly CommandShape[] = [
  {
    name: 'pack',
    description: "Pack a user's \\ files.",
    options: [
      { short: '-q', long: '--quiet', description: 'say nothing', value: 'none' },
      { short: '-o', long: '--output', description: 'where to write', value: 'file' },
      { short: undefined, long: '--level', description: 'how hard', value: 'other' },
      { short: undefined, long: '--order', description: 'what first', value: ['up', 'down'] },
      { short: undefined, long: '--in', description: 'where', value: 'directory' },
      { short: undefined, long: '--map', description: 'which', value: { words: ['a', 'b'] } },
    ],
    choices: undefined,
  },
  { name: 'show', description: 'Show it.', options: [], choices: ['all', 'some'] },
];

test('the fish script has a line for each command and option, and offers files only where one can follow', (t) => {
  const pack = "complete -c tool -n '__fish_seen_subcommand_from pack'";
  const show = "complete -c tool -n '__fish_seen_subcommand_from show'";
  t.deepEqual(fishCompletion('tool', TOOL).split('\n').slice(1), [
    'complete -c tool -f',
    "complete -c tool -n __fish_use_subcommand -a pack -d 'Pack a user\\'s \\\\ files.'",
    `${pack} -F`,
    `${pack} -l quiet -s q -d 'say nothing'`,
    `${pack} -l output -s o -r -F -d 'where to write'`,
    `${pack} -l level -x -d 'how hard'`,
    `${pack} -l order -x -a 'up down' -d 'what first'`,
    `${pack} -l in -x -a '(__fish_complete_directories)' -d 'where'`,
    `${pack} -l map -r -F -a 'a b' -d 'which'`,
    "complete -c tool -n __fish_use_subcommand -a show -d 'Show it.'",
    `${show} -a 'all some'`,
    '',
  ]);
});
