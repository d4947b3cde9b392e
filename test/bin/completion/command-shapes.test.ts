import test from 'ava';
import { Argument, Command, Option } from 'commander';
import { commandShapes } from '../../../bin/completion/command-shapes.js';
import { createProgram } from '../../../bin/program.js';
import { PRESET_NAMES } from '../../../lib/mapping/presets.js';

const program = new Command('tool')
  .addCommand(
    new Command('pack')
      .description('Pack files.')
      .argument('<file>')
      .option('-q, --quiet', 'say nothing')
      .option('-o, --output <file>', 'where to write')
      .option('--level [n]', 'how hard to try')
      .option('--directory <dir>', 'where to work')
      .option('--profile <file-or-name>', 'a file or a name')
      .addOption(new Option('--order <order>', 'what comes first').choices(['up', 'down']))
      .addOption(new Option('--secret <file>', 'not in the help').hideHelp()),
  )
  .addCommand(
    new Command('show').description('Show it.').addArgument(new Argument('<part>').choices(['all', 'some'])),
  );

const HELP = { short: '-h', long: '--help', description: 'display help for command', value: 'none' };

test('the shape of a command has its name, its description, and the options that the help lists', (t) => {
  t.deepEqual(commandShapes(program), [
    {
      name: 'pack',
      description: 'Pack files.',
      options: [
        { short: '-q', long: '--quiet', description: 'say nothing', value: 'none' },
        { short: '-o', long: '--output', description: 'where to write', value: 'file' },
        { short: undefined, long: '--level', description: 'how hard to try', value: 'other' },
        { short: undefined, long: '--directory', description: 'where to work', value: 'directory' },
        { short: undefined, long: '--profile', description: 'a file or a name', value: 'file' },
        { short: undefined, long: '--order', description: 'what comes first', value: ['up', 'down'] },
        HELP,
      ],
      choices: undefined,
    },
    { name: 'show', description: 'Show it.', options: [HELP], choices: ['all', 'some'] },
  ]);
});

test('the argument of status is a work directory', (t) => {
  const status = commandShapes(createProgram(() => {})).find(({ name }) => name === 'status')!;
  t.is(status.choices, 'work-directory');
});

test('the options of spillway that take a file are recognised as such', (t) => {
  const summarize = commandShapes(createProgram(() => {})).find(({ name }) => name === 'summarize')!;
  const valueAfter = (long: string) => summarize.options.find((option) => option.long === long)?.value;
  for (const long of ['--output', '--rejects', '--report', '--verify']) t.is(valueAfter(long), 'file', long);
  t.is(valueAfter('--memory'), 'other');
  t.is(valueAfter('--quiet'), 'none');
  t.deepEqual(valueAfter('--format'), ['line', 'ndjson', 'csv', 'parquet', 'wide']);
  t.deepEqual(valueAfter('--map'), { words: PRESET_NAMES });
  t.is(valueAfter('--work-dir'), 'directory');
});
