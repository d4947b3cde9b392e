import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { JobState } from '../../lib/checkpoint/job-state.js';
import { summarize, summarizeInMemory } from '../../lib/index.js';
import { answerOptions, readSettings } from '../../lib/job/job-settings.js';
import { sampleSplitters } from '../../lib/job/sample-splitters.js';
import { decodeRun } from '../support/decode-run.js';
import { withFolder } from '../support/folder.js';

const LINES = 20_000;
/** So little that a partition is a small part of the log. */
const MEMORY = '1MiB';

/** A log whose users ascend, so that its beginning says nothing of the rest; some lines are no activities. */
const SORTED = Array.from({ length: LINES }, (_, index) => {
  if (index % 50 === 7) return index % 100 === 7 ? 'no JSON\n' : '{"type":"event","id":"1","name":"view"}\n';
  const user_id = String(100_000 + index);
  return `${JSON.stringify({ user_id, type: 'event', id: `${index}`, name: 'view', more: 'x'.repeat(40) })}\n`;
}).join('');

/** The splitters for a job of these files. */
function splittersOf(files: Readonly<Record<string, Uint8Array | string>>, options: object = {}) {
  return withFolderOf(files, async (folder, paths) => {
    const settings = readSettings({ source: paths, output: `${folder}/out`, memory: MEMORY, ...options });
    const sources = paths.map((path) => ({ path, sealed: path.endsWith('.gz'), resumable: true }));
    const terms = { sources, rejects: undefined, options: {}, fresh: false };
    const state = await JobState.open(`${folder}/work`, terms);
    try {
      const splitters = await sampleSplitters(state, settings, 2);
      return splitters?.map((splitter) => Number(Buffer.from(splitter).toString()));
    } finally {
      await state.release();
    }
  });
}

async function withFolderOf<T>(
  files: Readonly<Record<string, Uint8Array | string>>,
  use: (folder: string, paths: string[]) => Promise<T>,
): Promise<T> {
  let result: T | undefined;
  await withFolder(async (folder) => {
    await mkdir(`${folder}/logs`);
    const paths: string[] = [];
    for (const [name, content] of Object.entries(files)) {
      paths.push(`${folder}/logs/${name}`);
      await writeFile(paths.at(-1)!, content);
    }
    result = await use(folder, paths);
  });
  return result!;
}

/** How many times as many users as on average the largest partition has. */
function largestShare(splitters: readonly number[]): number {
  const starts = [100_000, ...splitters, 100_000 + LINES];
  const sizes = starts.slice(1).map((end, index) => end - starts[index]!);
  return (Math.max(...sizes) * sizes.length) / LINES;
}

test('users of a sorted log are cut by all of it, not by its beginning', async (t) => {
  const splitters = (await splittersOf({ 'a.log': SORTED }))!;
  t.true(splitters.length > 10, `${splitters.length}`);
  t.deepEqual(
    splitters,
    [...splitters].sort((a, b) => a - b),
  );
  t.true(largestShare(splitters) < 4, `${largestShare(splitters)}`);
});

test('several sources are sampled alike, in numeric order too', async (t) => {
  const half = SORTED.indexOf('\n', SORTED.length / 2) + 1;
  const files = { 'a.log': SORTED.slice(0, half), 'b.log': SORTED.slice(half) };
  const splitters = (await splittersOf(files, { order: 'numeric' }))!;
  t.true(splitters.length > 10);
  t.true(largestShare(splitters) < 4, `${largestShare(splitters)}`);
});

test('of archives the beginnings are sampled, and of small sources nothing', async (t) => {
  t.true((await splittersOf({ 'a.gz': gzipSync(SORTED) }))!.length > 0);
  t.deepEqual(await splittersOf({ 'a.log': SORTED.slice(0, 10_000) }), []);
});

test('a source that cannot be read, as its lines are longer than what is looked at, is one partition', async (t) => {
  const line = `${JSON.stringify({ user_id: '1', type: 'event', id: 'x'.repeat(2 ** 17), name: 'view' })}\n`;
  t.deepEqual(await splittersOf({ 'a.log': line.repeat(10) }), []);
});

test('a job that is resumed cuts users where its saved runs do, and with less memory at some of these places', (t) =>
  withFolder(async (folder) => {
    const [source, output] = [`${folder}/source`, `${folder}/out`];
    await writeFile(source, SORTED);
    const splittersOfRun = async (options: object, threads: number) => {
      const settings = readSettings({ source, output, checkpointEvery: '256KiB', workers: 1, ...options });
      const terms = { options: answerOptions(settings), rejects: undefined, fresh: false };
      const sources = [{ path: source, sealed: false, resumable: true }];
      const state = await JobState.open(`${output}.spillway`, { ...terms, sources });
      try {
        return (await sampleSplitters(state, settings, threads))!.map((each) => Buffer.from(each).toString());
      } finally {
        await state.release();
      }
    };
    const stop = new AbortController();
    const stopped = summarize({
      ...{ source, output, checkpointEvery: '256KiB', memory: MEMORY, workers: 1, signal: stop.signal },
      onProgress: ({ runs }) => {
        if (runs > 0) stop.abort();
      },
    });
    await t.throwsAsync(stopped, { code: 'aborted' });
    const run = (await readdir(`${output}.spillway`)).find((name) => name.startsWith('run-'))!;
    const saved = decodeRun(await readFile(`${output}.spillway/${run}`)).splitters.map((each) => `${each}`);
    t.true(saved.length > 5);
    t.deepEqual(await splittersOfRun({ memory: '64MiB' }, 1), saved);
    const fewer = await splittersOfRun({ memory: '1MiB' }, 32);
    t.true(fewer.length > 1 && fewer.length < saved.length, `${fewer.length}`);
    t.true(fewer.every((splitter) => saved.includes(splitter)));
    const { users } = await summarize({
      source,
      output,
      checkpointEvery: '256KiB',
      memory: '1MiB',
      workers: 3,
    });
    const { output: expected } = await summarizeInMemory(Buffer.from(SORTED));
    t.true((await readFile(output)).equals(Buffer.concat([...expected])));
    t.is(users, new Set(SORTED.match(/"user_id":"\d+"/g)).size);
  }));
