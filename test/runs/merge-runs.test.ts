import { mkdir, readdir } from 'node:fs/promises';
import test from 'ava';
import fc from 'fast-check';
import { dir } from 'tmp-promise';
import type { Activity } from '../../lib/records/activity.js';
import type { UserOrder } from '../../lib/records/user-order.js';
import { type MergeOptions, mergeRuns } from '../../lib/runs/merge-runs.js';
import { partitionUsers } from '../../lib/runs/partition-users.js';
import { RunReader } from '../../lib/runs/run-reader.js';
import { activitiesArbitrary } from '../support/activities.js';
import { foldActivities } from '../support/fold-activities.js';
import { linesOf, type TestRun, writeRuns } from '../support/runs.js';

/** So little that no more than two runs are merged at once. */
const MEMORY = 64;

const orders = fc.constantFrom<UserOrder>('bytes', 'numeric');

/** The directory of temporary runs goes with the last of them, so it is one inside. */
async function inScratch(body: (directory: string) => Promise<void>): Promise<void> {
  const { path, cleanup } = await dir({ unsafeCleanup: true });
  try {
    await mkdir(`${path}/runs`);
    await body(`${path}/runs`);
  } finally {
    await cleanup();
  }
}

async function partition(runs: readonly TestRun[], order: UserOrder, parts: number) {
  const readers = await Promise.all(runs.map(({ file }) => RunReader.open(file)));
  await Promise.all(readers.map((reader) => reader.close()));
  return partitionUsers(
    readers.map((reader) => reader.footer),
    order,
    Array(parts).fill(runs.reduce((sum, { bytes }) => sum + bytes, 0) / parts),
  );
}

async function workerMerge(runs: readonly TestRun[], order: UserOrder, parts: number, options: MergeOptions) {
  const ranges = await partition(runs, order, parts);
  return Promise.all(ranges.map((users) => linesOf(mergeRuns(runs, { ...options, users }))));
}

test('runs are merged in any number of passes, and are gone afterwards', (t) =>
  fc.assert(
    fc.asyncProperty(fc.array(activitiesArbitrary(), { maxLength: 9 }), orders, async (sources, order) =>
      inScratch(async (directory) => {
        const runs = await writeRuns(directory, sources, order);
        t.is(await linesOf(mergeRuns(runs, { memory: MEMORY })), foldActivities(sources.flat(), order));
        t.deepEqual(await readdir(directory).catch(() => []), []);
      }),
    ),
    { numRuns: 20 },
  ));

test('of equal timestamps the later run wins, whichever runs are merged first', (t) =>
  inScratch(async (directory) => {
    // The first runs are the larger ones, so that the last ones are merged before them.
    const sources = [5, 4, 3, 2, 1].map((size, index): Activity[] =>
      Array.from({ length: size }, (_, user) => ({
        type: 'attributes',
        user_id: `${user}`,
        timestamp: 1,
        data: { run: `${index}`, filler: 'x'.repeat(size * 100) },
      })),
    );
    const runs = await writeRuns(directory, sources, 'bytes');
    t.is(await linesOf(mergeRuns(runs, { memory: MEMORY })), foldActivities(sources.flat(), 'bytes'));
  }));

test('parts of the users, one after the other, are the whole; a partial merge removes no run', (t) =>
  fc.assert(
    fc.asyncProperty(
      fc.array(activitiesArbitrary(), { minLength: 1, maxLength: 6 }),
      orders,
      fc.integer({ min: 2, max: 5 }),
      async (sources, order, parts) =>
        inScratch(async (directory) => {
          const runs = await writeRuns(directory, sources, order);
          const ranges = await partition(runs, order, parts);
          const lines = await workerMerge(runs, order, parts, { memory: MEMORY });
          t.is(lines.join(''), foldActivities(sources.flat(), order));
          if (ranges.length > 1) t.is((await readdir(directory)).length, runs.length);
        }),
    ),
    { numRuns: 20 },
  ));

test('any bounds are kept, whether or not there are such users', (t) =>
  fc.assert(
    fc.asyncProperty(
      fc.array(activitiesArbitrary(), { minLength: 1, maxLength: 4 }),
      orders,
      fc.constantFrom('1', '10', '5', 'a', '-1', 'zz', '9'.repeat(31)),
      async (sources, order, bound) =>
        inScratch(async (directory) => {
          const runs = await writeRuns(directory, sources, order);
          const user = Buffer.from(bound);
          const front = await linesOf(mergeRuns(runs, { memory: MEMORY, users: { before: user } }));
          const back = await linesOf(mergeRuns(runs, { memory: MEMORY, users: { from: user } }));
          const split = [...sources.flat(), { type: 'attributes', user_id: bound, timestamp: 1, data: {} }];
          const first = foldActivities(split as Activity[], order)
            .split('\n')
            .findIndex((line) => line.startsWith(`${bound},`));
          const whole = foldActivities(sources.flat(), order);
          t.is(front + back, whole);
          t.is(front.split('\n').length - 1, first);
        }),
    ),
    { numRuns: 20 },
  ));

test('parts of many users hold about equally much', (t) =>
  inScratch(async (directory) => {
    const sources = [0, 1, 2].map((run) =>
      Array.from(
        { length: 3_000 },
        (_, user): Activity => ({
          type: 'event',
          user_id: `${user * 7 + run}`,
          id: `event ${user}`,
          name: 'a name that takes some bytes',
        }),
      ),
    );
    const runs = await writeRuns(directory, sources, 'numeric');
    const lines = await workerMerge(runs, 'numeric', 4, { memory: 2 ** 20 });
    t.is(lines.length, 4);
    t.is(lines.join(''), foldActivities(sources.flat(), 'numeric'));
    const sizes = lines.map((part) => part.length);
    t.true(Math.max(...sizes) < 1.5 * Math.min(...sizes), sizes.join(' '));
  }));

test('a merge that is told to stop ends before its next block, though its user has many more', (t) =>
  inScratch(async (directory) => {
    const sources = [0, 1, 2].map((run) =>
      Array.from({ length: 20_000 }, (_, index): Activity => {
        return { type: 'event', user_id: '1', id: `${run} ${index}`, name: 'page' };
      }),
    );
    const runs = await writeRuns(directory, sources, 'bytes', false);
    for (const memory of [MEMORY, 2 ** 20]) {
      let asked = 0;
      const stop = {
        get aborted() {
          return ++asked === 5;
        },
      };
      await t.throwsAsync(linesOf(mergeRuns(runs, { memory, stop })), { code: 'aborted' });
      t.is(asked, 5);
      t.deepEqual((await readdir(directory)).sort(), ['run-0.run', 'run-1.run', 'run-2.run']);
    }
  }));
