import { readFileSync, statSync } from 'node:fs';
import test from 'ava';
import { isStandardOutput, nameOfOutput } from '../../lib/disk/standard-output.js';
import { spillwayInShell } from '../support/command.js';
import { withFolder } from '../support/folder.js';

test('standard output is known by each of its names', (t) =>
  withFolder(async (folder) => {
    for (const name of ['-', '/dev/stdout', '/dev/fd/1']) t.true(isStandardOutput(name), name);
    for (const name of [folder, `${folder}/none`]) t.false(isStandardOutput(name), name);
    t.is(nameOfOutput('-'), 'standard output');
    t.is(nameOfOutput('out'), 'out');
  }));

test('a file that takes only some of the bytes, as on a full disk, is a failure', (t) =>
  withFolder(async (folder) => {
    // 512 or 1024 bytes, as the shell counts; of a larger file a write stores what fits.
    const generate = 'spillway generate --out - --events 500';
    const { code, stderr } = await spillwayInShell(folder, `trap '' XFSZ; ulimit -f 1; ${generate} > log`);
    t.is(code, 1);
    t.regex(stderr, /^spillway: cannot write standard output: [^\n]+ \(EFBIG\)\n$/);
    t.true(statSync(`${folder}/log`).size > 0);
  }));

test('a reader that leaves standard output early is not reported, with exit code 1, but one of another pipe is', (t) =>
  withFolder(async (folder) => {
    const generate = '{ spillway generate --events 5000 --quiet --out';
    const quiet = await spillwayInShell(folder, `${generate} - ; echo $? > code; } | head -c 1`);
    t.is(quiet.stderr, '');
    t.is(readFileSync(`${folder}/code`, 'utf8'), '1\n');
    const fifo = 'mkfifo fifo; { head -c 1 fifo > one & };';
    const told = await spillwayInShell(folder, `${fifo} ${generate} fifo ; }`);
    t.is(told.stderr, 'spillway: cannot write fifo: its reader has left (EPIPE)\n');
    t.is(told.code, 1);
  }));
