import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import test from 'ava';
import { summarizeInMemory } from '../../../lib/index.js';
import { type CommandResult, spillway, spillwayInShell, spillwayIntoHead } from '../../support/command.js';
import { withFolder } from '../../support/folder.js';
import { runHere } from '../../support/run-here.js';
import { linesOf } from '../../support/scanned.js';

const GOOD = [
  { user_id: '7', type: 'attributes', timestamp: 1, data: { city: 'Oslo' } },
  { user_id: '7', type: 'event', id: 'e1', name: 'page' },
  { user_id: 10, type: 'event', id: 'e2', name: 'signup' },
  { type: 'event', id: 'e3', name: 'page' },
];
const BAD = [...GOOD, '7', { user_id: 'a', type: 'event', id: '1', name: 'x=y' }, '{"user_id":"9"'];
const GOOD_SUMMARY = '10,,signup=1\n7,city=Oslo,page=1\n';
const REJECT = ['--delimiters', 'reject'];
const OFFSET_OF_7 = linesOf(GOOD).length;

/** Little memory is quicker to lay out; the last of an option's values counts. */
const LITTLE = ['summarize', '--memory', '1MiB'];

function summarize(folder: string, ...args: string[]): Promise<CommandResult> {
  return runHere(folder, ...LITTLE, ...args);
}

/** In a process of its own, where standard output is the output, or modules are loaded. */
function summarizeApart(folder: string, ...args: string[]): Promise<CommandResult> {
  return spillway(folder, ...LITTLE, ...args);
}

/** A folder with a good source and one with three lines that are rejected. */
function withSources(use: (folder: string) => Promise<void>): Promise<void> {
  return withFolder(async (folder) => {
    writeFileSync(`${folder}/good`, linesOf(GOOD));
    writeFileSync(`${folder}/bad`, linesOf(BAD));
    await use(folder);
  });
}

test.serial('summarize reports on standard error, and leaves nothing but the output', (t) =>
  withSources(async (folder) => {
    const { code, stdout, stderr } = await summarizeApart(folder, 'good', '-o', 'out');
    t.is(code, 0, stderr);
    t.is(stdout, '');
    t.regex(stderr, /^out: 2 users of 4 lines \(1 line without a user skipped\)\n\d+ B in [^\n]+\n$/);
    t.is(readFileSync(`${folder}/out`, 'utf8'), GOOD_SUMMARY);
    t.deepEqual(readdirSync(folder).sort(), ['bad', 'good', 'out']);
  }),
);

test.serial('summarize --reduce writes what the reducer makes of each user', (t) =>
  withSources(async (folder) => {
    const text = 'export const reduce = (user, activities) => user + ": " + [...activities].length;';
    writeFileSync(`${folder}/count.mjs`, text);
    const flags = ['--reduce', 'count.mjs', '--order', 'numeric', '-o', '-', '--quiet'];
    t.like(await summarizeApart(folder, 'good', ...flags), { code: 0, stdout: '7: 2\n10: 1\n', stderr: '' });
    writeFileSync(`${folder}/count.mjs`, 'export const reduce = () => { throw new Error("no"); };');
    const failed = await summarizeApart(folder, 'good', '--reduce', 'count.mjs', '-o', 'out');
    t.is(failed.code, 1);
    t.regex(failed.stderr, /^spillway: the reducer \S+count\.mjs failed for user "10": no\n$/);
    const { code, stderr } = await summarizeApart(folder, 'good', '-o', 'out');
    t.is(code, 1);
    t.regex(stderr, /was made with reduce true, which is now not given; .* --fresh/);
  }),
);

test.serial('summarize --quiet prints nothing', (t) =>
  withSources(async (folder) => {
    t.like(await summarizeApart(folder, 'good', '-o', 'out', '--quiet'), {
      code: 0,
      stdout: '',
      stderr: '',
    });
    t.like(await summarizeApart(folder, 'bad', '-o', 'out', '--quiet'), {
      code: 3,
      stdout: '',
      stderr: '',
    });
  }),
);

for (const engine of [[], ['--in-memory']]) {
  const name = engine.join() || 'the stages';

  test.serial(
    `${name}: rejected lines give exit code 3, and are counted by code with the place of the first one`,
    (t) =>
      withSources(async (folder) => {
        const { code, stderr } = await summarize(folder, 'bad', '-o', 'out', ...REJECT, ...engine);
        t.is(code, 3, stderr);
        t.true(stderr.includes('3 lines were rejected: '), stderr);
        for (const part of ['1 not-an-object', '1 delimiter', '1 malformed-json'])
          t.true(stderr.includes(part), stderr);
        t.true(stderr.includes(`; the first one is at byte ${OFFSET_OF_7}: not-an-object\n`), stderr);
        t.true(stderr.endsWith('name a file with --rejects to see them\n'), stderr);
        t.is(readFileSync(`${folder}/out`, 'utf8'), GOOD_SUMMARY);
      }),
  );

  test.serial(`${name}: --rejects writes the rejected lines to a file`, (t) =>
    withSources(async (folder) => {
      const args = ['bad', '-o', 'out', '--rejects', 'rejected', ...REJECT, ...engine];
      const { code, stderr } = await summarize(folder, ...args);
      t.is(code, 3, stderr);
      t.true(stderr.endsWith('they are in rejected\n'), stderr);
      const { rejects } = await summarizeInMemory(linesOf(BAD), { delimiters: 'reject' });
      t.deepEqual(
        readFileSync(`${folder}/rejected`, 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line)),
        rejects,
      );
    }),
  );

  test.serial(`${name}: delimiters, empty sections and order change the answer as documented`, (t) =>
    withSources(async (folder) => {
      const answer = ['--omit-empty-sections', '--order', 'numeric'];
      const args = ['bad', '-o', 'out', ...answer, '--max-line', '1KiB', ...engine];
      const { code, stderr } = await summarize(folder, ...args);
      t.is(code, 3, stderr);
      t.is(readFileSync(`${folder}/out`, 'utf8'), '7,city=Oslo,page=1\n10,signup=1\na,x\\=y=1\n');
    }),
  );

  test.serial(`${name}: more rejects than allowed give exit code 1 and leave no output`, (t) =>
    withSources(async (folder) => {
      const args = ['bad', '-o', 'out', '--rejects', 'rejected', '--max-rejects', '2', ...REJECT, ...engine];
      const { code, stderr } = await summarize(folder, ...args);
      t.is(code, 1, stderr);
      t.regex(stderr, /^spillway: more lines were rejected than --max-rejects \(2\) allows[^\n]*\n$/);
      t.deepEqual(
        readdirSync(folder)
          .filter((file) => !file.startsWith('out.spillway'))
          .sort(),
        ['bad', 'good'],
      );
      t.is((await summarize(folder, 'bad', '-o', 'out', '--max-rejects', '3', ...REJECT, ...engine)).code, 3);
    }),
  );

  test.serial(`${name}: no file of the job overwrites another one`, (t) =>
    withSources(async (folder) => {
      for (const [args, message] of [
        [['-o', './good'], 'output: ./good is the source'],
        [['-o', 'out', '--rejects', 'good'], 'rejects: good is the source'],
        [['-o', 'out', '--rejects', 'out'], 'rejects: out is the output file'],
        [['-o', 'out', '--stats', 'good'], 'stats: good is the source'],
        [['-o', 'out', '--stats', `${folder}/out`], `stats: ${folder}/out is the output file`],
      ] as const) {
        t.like(await summarize(folder, 'good', ...args, ...engine), {
          code: 2,
          stdout: '',
          stderr: `spillway: ${message}; name another file\n`,
        });
      }
      t.deepEqual(readdirSync(folder).sort(), ['bad', 'good']);
      t.deepEqual(readFileSync(`${folder}/good`), linesOf(GOOD));
    }),
  );

  test.serial(`${name}: a file that cannot be read or written is named, and the job fails`, (t) =>
    withSources(async (folder) => {
      mkdirSync(`${folder}/directory`);
      for (const [args, named] of [
        [['missing', '-o', 'out'], 'missing'],
        [['directory', '-o', 'out'], 'directory'],
        [['good', '-o', 'nowhere/out'], 'nowhere/out'],
        [['good', '-o', 'directory'], 'directory'],
        [['good', '-o', 'nowhere/out'], 'there is no directory nowhere; create it'],
        [['good', '-o', 'out', '--rejects', 'nowhere/rejected'], 'nowhere/rejected'],
        [['good', '-o', 'out', '--stats', 'nowhere/stats'], 'there is no directory nowhere; create it'],
      ] as const) {
        const { code, stderr } = await summarize(folder, ...args, ...engine);
        t.is(code, 1, `${args.join(' ')}: ${stderr}`);
        t.true(stderr.startsWith('spillway: ') && stderr.includes(named), stderr);
        t.true(stderr.trim().split('\n').length <= 2, stderr);
      }
      t.deepEqual(readFileSync(`${folder}/good`), linesOf(GOOD));
      t.deepEqual(readdirSync(folder).sort(), ['bad', 'directory', 'good']);
    }),
  );
}

for (const engine of [[], ['--in-memory']]) {
  test.serial(
    `a job without valid lines exits with 1, leaves the old output, and publishes figures and rejects: ${engine}`,
    (t) =>
      withSources(async (folder) => {
        writeFileSync(`${folder}/table`, 'user name\n1 page\n');
        writeFileSync(`${folder}/out`, 'old');
        const args = ['table', '-o', 'out', '--stats', 'stats', '--rejects', 'rejected', ...engine];
        const { code, stderr } = await summarize(folder, ...args);
        t.is(code, 1, stderr);
        t.regex(
          stderr,
          /^spillway: nothing valid in \S*table: of 2 lines, 2 rejected \(2 malformed-json\)$/m,
        );
        t.is(stderr.trim().split('\n').length, 2, stderr);
        t.is(readFileSync(`${folder}/out`, 'utf8'), 'old');
        t.like(JSON.parse(readFileSync(`${folder}/stats`, 'utf8')), { lines: 2, events: 0, users: 0 });
        t.is(readFileSync(`${folder}/rejected`, 'utf8').trim().split('\n').length, 2);
        const empty = await summarize(folder, ...args, '--allow-empty');
        t.is(empty.code, 3, empty.stderr);
        t.is(readFileSync(`${folder}/out`, 'utf8'), '');
      }),
  );
}

test.serial('--stats writes the figures of the job as JSON', (t) =>
  withSources(async (folder) => {
    await summarize(folder, 'bad', '-o', 'out', ...REJECT, '--stats', 'stats');
    const { seconds, peakRss, spilledBytes, ...stats } = JSON.parse(readFileSync(`${folder}/stats`, 'utf8'));
    t.true(seconds > 0 && peakRss > 2 ** 20 && spilledBytes > 0);
    t.deepEqual(stats, {
      lines: 7,
      events: 2,
      attributes: 1,
      anonymous: 1,
      ignored: 0,
      rejects: { 'not-an-object': 1, delimiter: 1, 'malformed-json': 1 },
      firstReject: { offset: OFFSET_OF_7, code: 'not-an-object' },
      sourceBytes: linesOf(BAD).length,
      users: 2,
      runs: 1,
      resumedFrom: 0,
    });
  }),
);

test.serial('stats that cannot be written leave the old stats and the new output in place', (t) =>
  withSources(async (folder) => {
    writeFileSync(`${folder}/stats`, 'old');
    const job = 'spillway summarize good -o - --in-memory --stats stats | cat';
    const { stdout, stderr } = await spillwayInShell(folder, `trap '' XFSZ; ulimit -f 0; ${job}`);
    t.is(stdout, GOOD_SUMMARY);
    t.regex(
      stderr,
      /\nspillway: cannot write [^\n]*stats: the file would be larger than allowed here \(EFBIG\)\n$/,
    );
    t.is(readFileSync(`${folder}/stats`, 'utf8'), 'old');
    t.deepEqual(readdirSync(folder).sort(), ['bad', 'good', 'stats']);
  }),
);

test.serial('rejects, stats or the report can go to standard output', (t) =>
  withSources(async (folder) => {
    for (const engine of [[], ['--in-memory']]) {
      const rejects = await summarizeApart(
        folder,
        'bad',
        '-o',
        'out',
        ...REJECT,
        '--rejects',
        '-',
        ...engine,
      );
      t.is(rejects.stdout.split('\n').length, 4);
      t.true(rejects.stderr.endsWith('they are in standard output\n'), rejects.stderr);
      const stats = await summarizeApart(folder, 'good', '-o', 'out', '--stats', '-', ...engine);
      t.is(JSON.parse(stats.stdout).users, 2);
    }
    const page = await summarizeApart(folder, 'good', '-o', 'out', '--report', '-');
    t.regex(page.stdout, /^<!doctype html>[\s\S]*<\/html>\n$/);
    t.deepEqual(readdirSync(folder).sort(), ['bad', 'good', 'out']);
  }),
);

test.serial('--report writes a page about the job, and refuses --in-memory', (t) =>
  withSources(async (folder) => {
    const { code, stderr } = await summarize(
      folder,
      'bad',
      '-o',
      'out',
      ...REJECT,
      '--report',
      'report.html',
    );
    t.is(code, 3, stderr);
    t.regex(readFileSync(`${folder}/report.html`, 'utf8'), /^<!doctype html>[\s\S]*signup[\s\S]*<\/html>\n$/);
    t.is((await summarize(folder, 'bad', '-o', 'out', '--report', 'x', '--in-memory')).code, 2);
    const over = await summarize(folder, 'good', '-o', 'out', '--report', 'out');
    t.is(over.stderr, 'spillway: report: out is the output file; name another file\n');
  }),
);

test.serial('--map reads records of another product by a preset or by a file', (t) =>
  withSources(async (folder) => {
    const records = [
      { type: 'track', userId: 'u', messageId: 'm', event: 'buy' },
      { type: 'page', anonymousId: 'a', messageId: 'n', name: 'home' },
    ];
    writeFileSync(`${folder}/export`, linesOf(records));
    const preset = await summarize(folder, 'export', '-o', 'out', '--map', 'segment');
    t.is(preset.code, 0);
    t.regex(preset.stderr, /^out: 1 user of 2 lines \(1 line ignored: 1 "page"\)\n/);
    t.is(readFileSync(`${folder}/out`, 'utf8'), 'u,,buy=1\n');

    const types = { track: 'event', page: 'event' };
    const map = { preset: 'segment+anonymous', types, name: ['event', 'name'] };
    writeFileSync(`${folder}/map.json`, JSON.stringify(map));
    for (const engine of [[], ['--in-memory']]) {
      t.is((await summarize(folder, 'export', '-o', 'out', '--map', 'map.json', ...engine)).code, 0);
      t.is(readFileSync(`${folder}/out`, 'utf8'), 'a,,home=1\nu,,buy=1\n');
    }
    writeFileSync(`${folder}/map.json`, JSON.stringify({ ...map, id: 'event.id' }));
    const bad = await summarize(folder, 'export', '-o', 'out', '--map', 'map.json');
    t.is(bad.code, 2);
    t.is(
      bad.stderr,
      "spillway: map.json: id must be a path that does not lead through name ('event'), not 'event.id'\n",
    );
  }),
);

test.serial('--dry-run says what would be done, does nothing, and fails as the job would', (t) =>
  withSources(async (folder) => {
    const job = ['good', '-o', 'out', '--rejects', 'rejected', '--dry-run'];
    const { code, stdout, stderr } = await summarize(folder, ...job);
    t.is(code, 0, stderr);
    t.is(stderr, '');
    const size = linesOf(GOOD).length;
    t.true(stdout.startsWith(`would read: ${folder}/good (${size} bytes)\nwould begin: at byte 0; `), stdout);
    t.true(
      stdout.includes(
        `would write: out, and until then ${folder}/out.spillway\ndisk for runs: about ${size} B more`,
      ),
      stdout,
    );
    for (const [args, exitCode, named] of [
      [['missing', '-o', 'out'], 1, 'missing'],
      [['good', '-o', 'nowhere/out'], 1, 'nowhere/out'],
      [['good', '-o', 'good'], 2, 'output: good is the source'],
      [['good', '-o', 'out', '--memory', '1'], 2, 'memory'],
      [['good', '-o', 'out', '--work-dir', '/usr'], 2, 'is not a work directory'],
      [['good', '-o', 'out', '--in-memory'], 2, '--in-memory'],
    ] as const) {
      const job = await runHere(folder, 'summarize', ...args, '--dry-run');
      t.is(job.code, exitCode, job.stderr);
      t.true(job.stderr.includes(named), job.stderr);
    }
    t.deepEqual(readdirSync(folder).sort(), ['bad', 'good']);
  }),
);

test.serial('--verify compares the summary with its reference', (t) =>
  withSources(async (folder) => {
    writeFileSync(`${folder}/right`, GOOD_SUMMARY);
    writeFileSync(`${folder}/wrong`, GOOD_SUMMARY.replace('Oslo', 'Bergen'));
    const equal = await summarize(folder, 'good', '-o', 'out', '--verify', 'right');
    t.is(equal.code, 0);
    t.regex(equal.stderr, /\nout and right are equal: 2 lines, 32 bytes\n$/);
    for (const engine of [[], ['--in-memory']]) {
      const { code, stderr } = await summarize(folder, 'good', '-o', 'out', '--verify', 'wrong', ...engine);
      t.is(code, 1);
      t.regex(
        stderr,
        /\nspillway: out differs from wrong in line 2, at byte 20:\nuser 7: .*'Oslo', expected 'Bergen'\n$/,
      );
    }
    const rejected = await summarize(folder, 'bad', '-o', 'out', ...REJECT, '--verify', 'right', '--quiet');
    t.deepEqual(rejected, { code: 3, signal: null, stdout: '', stderr: '' });
    const over = await summarize(folder, 'good', '-o', 'right', '--verify', 'right');
    t.is(over.code, 2);
    t.regex(over.stderr, /output: right is the reference; name another file/);
    t.is(readFileSync(`${folder}/right`, 'utf8'), GOOD_SUMMARY);
  }),
);

test.serial('work directory, memory, checkpoints and workers do not change the answer', (t) =>
  withSources(async (folder) => {
    const own = ['--work-dir', 'work', '--memory', '1MiB', '--checkpoint-every', '1', '--workers', '2'];
    const { code, stderr } = await summarize(folder, 'good', '-o', 'out', ...own);
    t.is(code, 0, stderr);
    t.is(readFileSync(`${folder}/out`, 'utf8'), GOOD_SUMMARY);
    t.deepEqual(readdirSync(folder).sort(), ['bad', 'good', 'out']);
  }),
);

test.serial('an empty source gives an empty summary with --allow-empty', (t) =>
  withFolder(async (folder) => {
    writeFileSync(`${folder}/empty`, '');
    for (const engine of [[], ['--in-memory']]) {
      const args = ['empty', '-o', `out${engine}`, ...engine];
      t.is((await summarize(folder, ...args)).code, 1);
      t.false(existsSync(`${folder}/out${engine}`));
      const { code, stderr } = await summarize(folder, ...args, '--allow-empty');
      t.is(code, 0, stderr);
      t.is(readFileSync(`${folder}/out${engine}`, 'utf8'), '');
    }
  }),
);

test.serial('a pipe as output is written to directly, and its reader may leave early', (t) =>
  withSources(async (folder) => {
    const users = Array.from({ length: 30_000 }, (_, user_id) => ({
      user_id,
      type: 'event',
      id: 1,
      name: 'n',
    }));
    writeFileSync(`${folder}/many`, linesOf(users));
    for (const engine of [[], ['--in-memory']]) {
      const args = ['-o', '/dev/stdout', '--work-dir', 'work', '--memory', '1MiB', '--quiet', ...engine];
      t.like(await spillwayIntoHead(folder, 'summarize', 'good', ...args), {
        stdout: '10,,signup=1\n',
        stderr: '',
      });
      t.deepEqual(await spillwayIntoHead(folder, 'summarize', 'many', ...args, '--fresh'), {
        code: 1,
        stdout: '0,,n=1\n',
        stderr: '',
      });
    }
    t.like(await spillwayIntoHead(folder, 'summarize', '--help'), { code: 0, stderr: '' });
  }),
);

test.serial('wrong usage exits with 2 and says what is allowed', async (t) => {
  await withSources(async (folder) => {
    for (const [args, message] of [
      [[], /Usage: spillway/],
      [['nonsense'], /unknown command 'nonsense'/],
      [['summarize', 'good'], /required option '-o, --output <file>'/],
      [
        ['summarize', 'good', '-o', 'out', '--nonsense'],
        /unknown option '--nonsense'\n\(see spillway summarize --help\)/,
      ],
      [['summarize', 'good', '-o', 'out', '--order', 'up'], /Allowed choices are bytes, numeric/],
      [
        ['summarize', 'good', '-o', 'out', '--memory', '1KiB'],
        /--memory must be between 1 MiB and 3 GiB, not '1KiB'/,
      ],
      [['summarize', 'good', '-o', 'out', '--max-rejects', 'few'], /--max-rejects must be a whole number/],
    ] as const) {
      const { code, stderr } = await runHere(folder, ...args);
      t.is(code, 2, `${args.join(' ')}: ${stderr}`);
      t.regex(stderr, message);
      t.notRegex(stderr, /\n {4}at /, 'a stack trace');
    }
    t.deepEqual(readdirSync(folder).sort(), ['bad', 'good']);
  });
});

test.serial('help and version exit with 0, on standard output', async (t) => {
  for (const [args, text] of [
    [['--help'], /summarize/],
    [['summarize', '--help'], /--work-dir <dir>[\s\S]*Exit codes: 0 done/],
    [['--version'], /^\d+\.\d+\.\d+\n$/],
  ] as const) {
    const { code, stdout, stderr } = await spillway('.', ...args);
    t.is(code, 0);
    t.regex(stdout, text);
    t.is(stderr, '');
  }
});
