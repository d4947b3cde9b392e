import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import test from 'ava';
import { fileOfSource, nameOfSource } from '../../lib/sources/standard-input.js';
import { withFolder } from '../support/folder.js';

const MODULE = new URL('../../lib/sources/standard-input.js', import.meta.url).href;
const SCRIPT = `
  import { standardInputIsFile } from ${JSON.stringify(MODULE)};
  try {
    console.log(standardInputIsFile());
  } catch (error) {
    console.log(error.code, error.message);
  }
`;

test('a dash is standard input, and any other path is itself', (t) => {
  t.is(nameOfSource('-'), 'standard input');
  t.is(fileOfSource('-'), '/dev/stdin');
  for (const use of [nameOfSource, fileOfSource]) t.is(use('./-'), './-');
});

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('standard input is a file only if it is redirected from the start of one', (t) =>
  withFolder(async (folder) => {
    await writeFile(`${folder}/log`, 'one\ntwo\n');
    /** What the script says at the end of a shell's command, in which it is `"$@"`. */
    const say = (command: string) => {
      const args = ['-c', command, 'sh', process.execPath, '--input-type=module', '-e', SCRIPT];
      return spawnSync('sh', args, { cwd: folder }).stdout.toString().trim();
    };
    t.is(say('"$@" < log'), 'true');
    t.is(say('cat log | "$@"'), 'false');
    t.is(say('{ dd bs=4 count=1 2>/dev/null >/dev/null; "$@"; } < log'), 'false');
    t.regex(say('"$@" < .'), /^source-unreadable cannot read standard input: it is a directory/);
  }),
);
