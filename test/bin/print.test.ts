import test from 'ava';
import { spillwayInShell } from '../support/command.js';
import { withFolder } from '../support/folder.js';
import { withSmallLog } from '../support/small-log.js';

const FULL = 'spillway: cannot write standard output: no space left on the device (ENOSPC)\n';

test.serial('a full standard output is reported in one line with exit code 1, whatever is printed', (t) =>
  withSmallLog(async (folder) => {
    for (const call of [
      '--help',
      'summarize --help',
      '--version',
      'completion bash',
      'summarize log -o out --dry-run',
      'summarize log -o -',
      'summarize log -o - --in-memory',
      'summarize log -o out --stats -',
      'summarize log -o out --rejects - --fresh',
      'summarize log -o out --report - --fresh',
      'generate --out -',
    ]) {
      const { code, stdout, stderr } = await spillwayInShell(folder, `spillway ${call} > /dev/full`);
      t.is(code, 1, call);
      t.is(stdout, '');
      // Of a job that is done before its figures are written, that is told as well.
      t.is(
        stderr.replace(
          /^(?:nothing is saved|out: |\d+ B in|1 line was| {2}line 3|name a file)[^\n]*\n/gm,
          '',
        ),
        FULL,
        call,
      );
    }
  }),
);

test.serial('a reader of standard output may leave early without a failure', (t) =>
  withFolder(async (folder) => {
    for (const call of ['--help', 'completion bash']) {
      const shell = await spillwayInShell(folder, `{ spillway ${call}; echo $? >&2; } | true`);
      t.is(shell.stderr, '0\n', call);
    }
  }),
);
