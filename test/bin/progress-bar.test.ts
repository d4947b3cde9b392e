import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import test from 'ava';
import { PROGRAM, spillway } from '../support/command.js';
import { withFolder } from '../support/folder.js';
import { linesOf } from '../support/scanned.js';

const LOG = linesOf([
  ...Array.from({ length: 1500 }, (_, id) => ({ user_id: id % 1200, type: 'event', id, name: 'page' })),
  'not JSON',
]);
const ARGS = ['summarize', 'log', '-o', 'out', '--memory', '1MiB'];

/** util-linux's `script` gives a program a terminal. */
const SCRIPT = '/usr/bin/script';
const onTerminal = existsSync(SCRIPT) ? test : test.skip;

onTerminal('on a terminal: phase, bytes of bytes, rate, time left, users, spilled bytes, rejects', (t) =>
  withFolder(async (folder) => {
    writeFileSync(`${folder}/log`, LOG);
    const command = ['stty cols 200 rows 50;', process.execPath, PROGRAM, ...ARGS].join(' ');
    const { stdout } = spawnSync(SCRIPT, ['-qec', command, '/dev/null'], { cwd: folder, encoding: 'utf8' });
    const size = '[\\d.]+ (?:B|KiB|MiB)';
    const common = `\\d+% \\| ${size} of ${size} \\| ${size}/s \\| (?:\\?|\\d+ s) left \\|`;
    t.regex(stdout, new RegExp(`reading \\S+ ${common} 0 B spilled, 0 rejected`));
    t.regex(
      stdout,
      new RegExp(`merging \\S+ 100% ${common.slice(5)} 1,200 users, ${size} spilled, 1 rejected`),
    );
    t.regex(stdout, /\r\nout: 1,200 users of 1,501 lines\r\n/);
  }),
);

test('there is no progress bar in a pipe, nor with --quiet', (t) =>
  withFolder(async (folder) => {
    writeFileSync(`${folder}/log`, LOG);
    const { stdout, stderr } = await spillway(folder, ...ARGS);
    t.is(stdout, '');
    t.regex(stderr, /^out: 1,200 users of 1,501 lines\n/);
    t.notRegex(stderr, /reading|merging/);
    t.false(stderr.includes('\u001b'));
  }));

function onScreen(folder: string, ...args: string[]): string {
  const command = ['stty cols 200 rows 50;', ...args].join(' ');
  return spawnSync(SCRIPT, ['-qec', command, '/dev/null'], { cwd: folder, encoding: 'utf8' }).stdout;
}

onTerminal('results that go to the terminal of the bar are not written over: there is no bar', (t) =>
  withFolder(async (folder) => {
    writeFileSync(`${folder}/log`, LOG);
    for (const args of [
      ['-o', '-'],
      ['-o', '/dev/tty'],
      ['-o', 'out', '--rejects', '-'],
    ]) {
      const screen = onScreen(
        folder,
        process.execPath,
        PROGRAM,
        'summarize',
        'log',
        '--memory',
        '1MiB',
        ...args,
      );
      t.notRegex(screen, /reading|merging/, args.join(' '));
      t.regex(screen, / 1,200 users of 1,501 lines\r\n/);
    }
  }),
);

onTerminal('of a pipe, which tells no size, it says neither how much there is nor how long it takes', (t) =>
  withFolder(async (folder) => {
    writeFileSync(`${folder}/log`, LOG);
    const screen = onScreen(
      folder,
      'cat log |',
      process.execPath,
      PROGRAM,
      'summarize - -o out --memory 1MiB',
    );
    t.regex(screen, /reading [\d.]+ \S+ \| [\d.]+ \S+\/s \| 0 B spilled, 0 rejected/);
    t.notRegex(screen, /reading [^r]*(?: of | left )/);
    t.regex(screen, /merging \S+ 100% \| /);
  }),
);

onTerminal('the cursor and the wrapping of lines are never changed, and a sudden end leaves the line', (t) =>
  withFolder(async (folder) => {
    const log = LOG.toString().repeat(300);
    writeFileSync(`${folder}/log`, log);
    // A work directory's first file is seen while the bar is there; the second signal ends the process at once.
    const job = `${process.execPath} ${PROGRAM} summarize log -o out --memory 1MiB --workers 1`;
    const stop =
      'while [ ! -e out.spillway/spillway-manifest.json ]; do sleep 0.01; done; kill -INT $!; kill -INT $!';
    const screen = onScreen(folder, `${job} & ${stop}; wait $!; echo ended: $?`);
    t.regex(screen, /reading/);
    t.false(screen.includes('\u001b[?'));
    t.regex(screen, /\r\n(?:spillway: stopped[^\r]*\r\n)?ended: 130\r\n/);
  }),
);
