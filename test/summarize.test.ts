// The whole job against the in-memory engine on the same log, stopped and resumed anywhere, with any number of threads.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import test from 'ava';
import fc from 'fast-check';
import { dir } from 'tmp-promise';
import { nodeFileSystem, replaceFileSystem } from '../lib/disk/file-system.js';
import { type Progress, type SummarizeOptions, summarize, summarizeInMemory } from '../lib/index.js';
import { formatReject } from '../lib/records/reject.js';
import { answerOptionsArbitrary, logArbitrary } from './support/arbitraries.js';
import { mappedLogArbitrary } from './support/mapped-logs.js';
import { summarizeStopped } from './support/summarize-stopped.js';

const LOG = '{"user_id":"7","type":"event","id":"e1","name":"page"}\n';

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const { path, cleanup } = await dir({ unsafeCleanup: true });
  try {
    await use(path);
  } finally {
    await cleanup();
  }
}

function optionsIn(folder: string): SummarizeOptions & { source: string } {
  return {
    source: `${folder}/source`,
    output: `${folder}/summary`,
    rejects: `${folder}/rejects`,
    maxLine: '1KiB',
    memory: '16MiB',
    workers: 1,
    allowEmpty: true,
  };
}

async function expectAnswer(
  t: { is(a: unknown, b: unknown): unknown },
  folder: string,
  log: Buffer,
  answer: object,
) {
  const expected = await summarizeInMemory(log, { maxLine: '1KiB', ...answer });
  t.is(await readFile(`${folder}/summary`, 'utf8'), Buffer.concat([...expected.output]).toString());
  t.is(await readFile(`${folder}/rejects`, 'utf8'), expected.rejects.map(formatReject).join(''));
  t.is((await readdir(folder)).sort().join(), 'rejects,source,summary');
}

test('a job that is stopped anywhere and resumed gives the answer of the in-memory engine', (t) =>
  fc.assert(
    fc.asyncProperty(
      logArbitrary(),
      answerOptionsArbitrary(),
      fc.integer({ min: 1, max: 3000 }),
      fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }),
      (log, answer, checkpointEvery, stops) =>
        inFolder(async (folder) => {
          await writeFile(`${folder}/source`, log);
          const options = { ...optionsIn(folder), ...answer, checkpointEvery };
          let done = false;
          for (const at of stops) done ||= await summarizeStopped(options, at);
          if (!done) await summarize(options);
          await expectAnswer(t, folder, log, answer);
        }),
    ),
    { numRuns: 40 },
  ));

test('the answer is the same with any number of workers, even if it changes after a stop', (t) =>
  fc.assert(
    fc.asyncProperty(
      logArbitrary({ maxLines: 200 }),
      fc.integer({ min: 2, max: 4 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 6 }),
      (log, workers, others, stop) =>
        inFolder(async (folder) => {
          await writeFile(`${folder}/source`, log);
          const options = { ...optionsIn(folder), memory: '64MiB', grain: 300, checkpointEvery: 700 };
          const done = await summarizeStopped({ ...options, workers }, stop);
          if (!done) await summarize({ ...options, workers: others });
          await expectAnswer(t, folder, log, {});
        }),
    ),
    { numRuns: 12 },
  ));

const LINES = Array.from({ length: 2000 }, (_, index) =>
  JSON.stringify({ user_id: index % 50, type: 'event', id: `e${index % 1500}`, name: 'page' }),
);

test('a job reports its progress and its figures', (t) =>
  inFolder(async (folder) => {
    await writeFile(`${folder}/source`, `${['nonsense', ...LINES, '{}'].join('\n')}\n`);
    const heard: Progress[] = [];
    const stats = await summarize({ ...optionsIn(folder), onProgress: (progress) => heard.push(progress) });
    t.like(stats, {
      lines: 2002,
      events: 2000,
      attributes: 0,
      anonymous: 1,
      rejects: { 'malformed-json': 1 },
      firstReject: { offset: 0, code: 'malformed-json' },
      users: 50,
      runs: 1,
      resumedFrom: 0,
    });
    t.is(stats.sourceBytes, (await readFile(`${folder}/source`)).length);
    t.true(stats.spilledBytes > 0 && stats.seconds > 0 && stats.peakRss > 2 ** 20);
    t.is(heard[0]?.phase, 'read');
    t.is(heard[0]?.bytes, 0);
    t.like(heard.at(-1), { phase: 'merge', users: 50, rejects: 1, runs: 1 });
    t.is(heard.at(-1)?.bytes, heard.at(-1)?.totalBytes);
  }));

test('a job resumes where it was stopped, and reads what its source has grown by', (t) =>
  inFolder(async (folder) => {
    const options = { ...optionsIn(folder), checkpointEvery: 4096 };
    await writeFile(`${folder}/source`, `${LINES.join('\n')}\n`);
    t.false(await summarizeStopped(options, 1));
    await writeFile(`${folder}/source`, `${LINES.join('\n')}\n`.repeat(2));
    const stats = await summarize(options);
    t.is(stats.lines, 4000);
    t.is(stats.users, 50);
  }));

for (const workers of [1, 3]) {
  test(`more rejects than allowed end the job, with ${workers} workers`, (t) =>
    inFolder(async (folder) => {
      await writeFile(`${folder}/source`, 'nonsense\n'.repeat(1000));
      const options = { ...optionsIn(folder), memory: '64MiB', workers, grain: 1000 };
      const error = await t.throwsAsync(summarize({ ...options, maxRejects: 999 }), {
        code: 'too-many-rejects',
      });
      t.regex(error.message, /maxRejects \(999\)/);
      const stats = await summarize({ ...options, maxRejects: 1000 });
      t.is(stats.rejects['malformed-json'], 1000);
    }));
}

test('a job refuses to overwrite a file that it reads or keeps', async (t) => {
  await inFolder(async (folder) => {
    await writeFile(`${folder}/source`, `${LINES[0]}\n`);
    const options = optionsIn(folder);
    const refused = { code: 'bad-option' };
    await t.throwsAsync(summarize({ ...options, output: options.source }), refused);
    await t.throwsAsync(summarize({ ...options, output: options.rejects! }), refused);
    await t.throwsAsync(summarize({ ...options, rejects: options.source }), refused);
    await t.throwsAsync(summarize({ ...options, directory: folder }), refused);
    t.deepEqual(await readdir(folder), ['source']);
    t.is(await readFile(options.source, 'utf8'), `${LINES[0]}\n`);
  });
});

test('NDJSON and CSV are the same for any parts and workers, including texts with delimiters', (t) =>
  inFolder(async (folder) => {
    const users = Array.from({ length: 300 }, (_, index) => `u,${String(index).padStart(3, '0')}`);
    const lines = users.map((user_id) => JSON.stringify({ user_id, type: 'event', id: 'e', name: 'a=b' }));
    const options = optionsIn(folder);
    await writeFile(options.source, lines.join('\n'));
    const objects = users.map((user_id) => `{"user_id":"${user_id}","attributes":{},"events":{"a=b":1}}\n`);
    const rows = users.map((user_id) => `"${user_id}",event,a=b,1\n`);
    for (const [workers, grain] of [
      [1, '16MiB'],
      [1, 500],
      [2, 500],
    ] as const) {
      const shared = { ...options, workers, grain, checkpointEvery: 1 };
      await summarize({ ...shared, format: 'ndjson' });
      t.is(await readFile(options.output, 'utf8'), objects.join(''));
      await summarize({ ...shared, format: 'csv' });
      t.is(await readFile(options.output, 'utf8'), `user_id,kind,name,value\n${rows.join('')}`);
    }
  }));

test('mapped records give the same answer with any number of workers, stopped and resumed', (t) =>
  fc.assert(
    fc.asyncProperty(
      mappedLogArbitrary(),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 4 }),
      ({ map, log }, workers, stop) =>
        inFolder(async (folder) => {
          await writeFile(`${folder}/source`, log);
          const options = { ...optionsIn(folder), map, memory: '64MiB', grain: 300, checkpointEvery: 300 };
          if (!(await summarizeStopped({ ...options, workers }, stop))) await summarize(options);
          await expectAnswer(t, folder, log, { map });
        }),
    ),
    { numRuns: 8 },
  ));

test('saved work is only resumed with the same mapping, whatever its name', (t) =>
  inFolder(async (folder) => {
    const options = optionsIn(folder);
    const record = JSON.stringify({ type: 'track', userId: 'u', messageId: 'm', event: 'buy' });
    await writeFile(options.source, `${record}\n`.repeat(2000));
    t.false(await summarizeStopped({ ...options, map: 'segment' }, 1, ({ phase }) => phase === 'merge'));
    for (const map of [undefined, 'rudderstack', { preset: 'segment', time: 'seconds' }] as const) {
      const error = await t.throwsAsync(summarize({ ...options, map }), { code: 'options-changed' });
      t.regex(error.message, /was made with map \{"user_id":"userId",.*, which is now /);
    }
    const stats = await summarize({ ...options, map: { preset: 'segment', otherwise: 'ignored' } });
    t.like(stats, { lines: 2000, events: 2000, users: 1, resumedFrom: 2000 * (record.length + 1) });
  }));

test.serial('a work directory that cannot be removed is noted, and the job succeeds', (t) =>
  inFolder(async (folder) => {
    for (const code of ['EBUSY', 'EACCES', 'EPERM', 'EROFS']) {
      await writeFile(`${folder}/source`, LOG);
      const rmdir = () => Promise.reject(Object.assign(new Error(), { code }));
      const restore = replaceFileSystem({ ...nodeFileSystem, rmdir });
      const notes: string[] = [];
      try {
        const { lines } = await summarize({ ...optionsIn(folder), onNote: (note) => notes.push(note) });
        t.is(lines, 1);
      } finally {
        restore();
      }
      const directory = `${folder}/summary.spillway`;
      t.is(notes.length, 1);
      t.true(
        notes[0]!.startsWith(`done, but the work directory stays: cannot remove ${directory}: `),
        notes[0],
      );
      t.true(notes[0]!.endsWith(`(${code})`), notes[0]);
      t.deepEqual(await readdir(directory), []);
    }
    // What stays is a place for the next job.
    await summarize(optionsIn(folder));
    t.deepEqual(await readdir(folder), ['rejects', 'source', 'summary']);
  }),
);
