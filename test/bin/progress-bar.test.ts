import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import test from 'ava';
import { ProgressBar, type ProgressChoice, progressStyle } from '../../bin/progress-bar.js';
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
    const common = `% \\| \\[[#-]{16}\\] \\| ${size} of ${size} \\| ${size}/s \\|(?: [\\d.]+ s left \\|)?`;
    t.regex(stdout, new RegExp(`\\rreading \\d+${common} 0 rejected \\| 0 B spilled`));
    t.regex(stdout, new RegExp(`\\rmerging 100${common} 1 rejected \\| 1,200 users \\| ${size} spilled`));
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
    t.regex(screen, /reading [\d.]+ \S+ \| [\d.]+ \S+\/s \| 0 rejected \| 0 B spilled/);
    t.notRegex(screen, /reading [^r]*(?: of | left )/);
    t.regex(screen, /merging 100% \| /);
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

const ON_TERMINAL: ProgressChoice = {
  asked: undefined,
  quiet: false,
  terminal: true,
  shared: false,
  term: 'xterm',
};

for (const [choice, style] of [
  [{}, 'bar'],
  [{ term: 'screen' }, 'bar'],
  [{ term: 'dumb' }, 'lines'],
  [{ terminal: false }, 'lines'],
  [{ shared: true }, 'none'],
  [{ shared: true, asked: true }, 'lines'],
  [{ quiet: true }, 'none'],
  [{ quiet: true, asked: true }, 'bar'],
  [{ quiet: true, asked: true, terminal: false }, 'lines'],
  [{ asked: false }, 'none'],
  [{ asked: false, terminal: false }, 'none'],
] as const) {
  test(`progress with ${JSON.stringify(choice)} is shown as: ${style}`, (t) => {
    t.is(progressStyle({ ...ON_TERMINAL, ...choice }), style);
  });
}

test('plain lines come every 30 seconds', (t) => {
  const said: string[] = [];
  const write = process.stderr.write;
  process.stderr.write = ((text: string) => said.push(text) > 0) as typeof write;
  try {
    const bar = new ProgressBar('lines');
    const about = {
      phase: 'read',
      totalBytes: 1000,
      users: 0,
      runs: 0,
      spilledBytes: 0,
      rejects: 0,
      ignored: 0,
    } as const;
    for (let seconds = 0; seconds <= 100; seconds += 5)
      bar.show({ ...about, bytes: seconds, seconds, resumable: true, resumedFrom: 0 });
    bar.end();
  } finally {
    process.stderr.write = write;
  }
  t.is(said.length, 3);
  t.regex(
    said[0]!,
    /^reading 3% \| .* \| 30 B of 1000 B \| 1 B\/s \| .*left \| 0 rejected \| 0 B spilled\n$/,
  );
});

onTerminal('on a narrow terminal the line stays within it, and nothing is written over with TERM=dumb', (t) =>
  withFolder(async (folder) => {
    writeFileSync(`${folder}/log`, LOG);
    const narrow = `stty cols 30 rows 50; ${process.execPath} ${PROGRAM} ${ARGS.join(' ')}`;
    const screen = spawnSync(SCRIPT, ['-qec', narrow, '/dev/null'], { cwd: folder, encoding: 'utf8' }).stdout;
    const drawn = [...screen.matchAll(/\r((?:reading|merging)[ -~]*)/g)].map(([, line]) => line!);
    t.true(drawn.length > 0);
    t.deepEqual(
      drawn.filter((line) => line.length > 29),
      [],
    );
    const dumb = onScreen(folder, 'TERM=dumb', process.execPath, PROGRAM, ...ARGS);
    t.false(dumb.includes('\u001b') || dumb.includes('reading'), dumb);
  }),
);
