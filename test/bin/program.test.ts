import test from 'ava';
import { createProgram } from '../../bin/program.js';
import { spillway } from '../support/command.js';

test('the help of every command has examples of that command', async (t) => {
  const names = createProgram(() => {}).commands.map((command) => [command.name()]);
  for (const command of [[], ...names]) {
    const { code, stdout } = await spillway('.', ...command, '--help');
    t.is(code, 0);
    const examples = /\nExamples[^\n]*:\n([\s\S]*)/.exec(stdout)?.[1] ?? '';
    t.true(
      examples.includes(['  spillway', ...command].join(' ')) || examples.includes(`(spillway ${command}`),
      `${command}`,
    );
  }
});
