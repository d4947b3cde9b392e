import test from 'ava';
import { bashCompletion } from '../../../bin/completion/bash.js';
import { commandShapes } from '../../../bin/completion/command-shapes.js';
import { fishCompletion } from '../../../bin/completion/fish.js';
import { zshCompletion } from '../../../bin/completion/zsh.js';
import { createProgram } from '../../../bin/program.js';
import { spillway } from '../../support/command.js';

const WRITERS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

for (const [shell, write] of Object.entries(WRITERS)) {
  test(`the script of ${shell} for all commands goes to standard output`, async (t) => {
    const { code, stdout, stderr } = await spillway('.', 'completion', shell);
    t.is(stdout, write('spillway', commandShapes(createProgram(() => {}))));
    t.deepEqual([code, stderr], [0, '']);
  });
}

test('an unknown shell is wrong usage', async (t) => {
  const { code, stderr } = await spillway('.', 'completion', 'csh');
  t.is(code, 2);
  t.regex(stderr, /Allowed choices are bash, zsh, fish/);
});
