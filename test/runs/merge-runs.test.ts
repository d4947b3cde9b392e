import { mkdir, readdir } from 'node:fs/promises';
import test from 'ava';
import fc from 'fast-check';
import { dir } from 'tmp-promise';
import type { Activity } from '../../lib/records/activity.js';
import type { UserOrder } from '../../lib/records/user-order.js';
import { mergeRuns } from '../../lib/runs/merge-runs.js';
import { partitionUsers } from '../../lib/runs/partition-users.js';
import { RunSet } from '../../lib/runs/run-set.js';
import { activitiesArbitrary } from '../support/activities.js';
import { foldActivities } from '../support/fold-activities.js';
import { linesOf, type TestRun, writeRuns } from '../support/runs.js';

/** So little that a few thousand rows have to be distributed again. */
const MEMORY = 2 ** 16;

const orders = fc.constantFrom<UserOrder>('bytes', 'numeric');
const memories = fc.constantFrom(MEMORY, 2 ** 20);

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

async function partition(runs: readonly TestRun[], parts: number) {
  const set = await RunSet.open(runs.map(({ file }) => file));
  const bytes = set.intervals.reduce((sum, interval) => sum + interval.bytes, 0);
  return partitionUsers(set, Array(parts).fill(bytes / parts));
}

test('merged runs give the same lines as Maps, however they are cut, and are removed afterwards', (t) =>
  fc.assert(
    fc.asyncProperty(
      fc.array(activitiesArbitrary(), { maxLength: 9 }),
      orders,
      memories,
      fc.integer({ min: 1, max: 30 }),
      async (sources, order, memory, segment) =>
        inScratch(async (directory) => {
          const runs = await writeRuns(directory, sources, order, { segment });
          t.is(await linesOf(mergeRuns(runs, { memory })), foldActivities(sources.flat(), order));
          t.deepEqual(await readdir(directory).catch(() => []), []);
        }),
    ),
    { numRuns: 25 },
  ));

/** Few users with many names and ids, and some long texts: far more than fits. */
const manyRows = fc
  .record({
    count: fc.integer({ min: 1, max: 6000 }),
    users: fc.constantFrom(1, 2, 40, 3000),
    names: fc.constantFrom(1, 3, 500, 10_000),
    ids: fc.constantFrom(1, 700, 20_000),
    entries: fc.constantFrom(0, 1, 12),
    long: fc.constantFrom(0, 300, 3000),
    sorted: fc.boolean(),
    seed: fc.nat(10_000),
  })
  .map(({ count, users, names, ids, entries, long, sorted, seed }) => {
    const draw = (index: number, factor: number, most: number) =>
      sorted ? Math.floor((index * most) / count) : (index * factor + seed) % most;
    return Array.from({ length: count }, (_, index): Activity => {
      const user_id = `user ${draw(index, 7919, users)}`;
      const longer = long > 0 && index % 97 === 0 ? 'x'.repeat(long) : '';
      if (entries === 0 || index % 2 === 0) {
        const name = `event ${draw(index, 104_729, names)}`;
        return { type: 'event', user_id, name, id: `${draw(index, 1_299_709, ids)}${longer}` };
      }
      const data = Array.from({ length: entries }, (_, entry) => [
        `name ${draw(index * entries + entry, 15_485_863, names)}`,
        index % 13 === 0 ? null : `value ${index} ${longer}`,
      ]);
      return { type: 'attributes', user_id, timestamp: (index * 31) % 7, data: Object.fromEntries(data) };
    });
  });

test('rows that do not fit are distributed again, as often as needed', (t) =>
  fc.assert(
    fc.asyncProperty(manyRows, orders, fc.integer({ min: 1, max: 4 }), async (activities, order, runs) =>
      inScratch(async (directory) => {
        const size = Math.ceil(activities.length / runs);
        const sources = Array.from({ length: runs }, (_, run) =>
          activities.slice(run * size, (run + 1) * size),
        );
        const options = { memory: MEMORY, segment: 1000 };
        const written = await writeRuns(directory, sources, order, options);
        const lines = await linesOf(mergeRuns(written, { memory: MEMORY }));
        t.true(lines === foldActivities(activities, order), 'the lines differ');
        t.deepEqual(await readdir(directory).catch(() => []), []);
      }),
    ),
    { numRuns: 35 },
  ));

test('a row that is repeated many times takes no more memory than one', (t) =>
  inScratch(async (directory) => {
    // Spread over users that come between, so that none is left out when it is spilled.
    const activities = Array.from(
      { length: 30_000 },
      (_, index): Activity =>
        index % 2 === 0
          ? { type: 'attributes', user_id: 'hot', timestamp: 7, data: { a: `${index}` } }
          : { type: 'event', user_id: 'hot', name: 'page', id: `${index % 6}` },
    );
    const runs = await writeRuns(directory, [activities], 'bytes', { memory: MEMORY, segment: 2 });
    t.is(await linesOf(mergeRuns(runs, { memory: MEMORY })), 'hot,a=29998,page=3\n');
  }));

test('the later run wins if timestamps are equal', (t) =>
  inScratch(async (directory) => {
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

const splitters = ['1', '10', '2', 'a', 'b', 'long user id number two'].map((user) => Buffer.from(user));

test('the merges of all parts together give the whole, and a partial merge removes no run', (t) =>
  fc.assert(
    fc.asyncProperty(
      fc.array(activitiesArbitrary(), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 2, max: 5 }),
      async (sources, parts) =>
        inScratch(async (directory) => {
          const runs = await writeRuns(directory, sources, 'bytes', { splitters });
          const ranges = await partition(runs, parts);
          const lines = await Promise.all(
            ranges.map((users) => linesOf(mergeRuns(runs, { memory: MEMORY, users }))),
          );
          t.is(lines.join(''), foldActivities(sources.flat(), 'bytes'));
          if (ranges.length > 1) t.is((await readdir(directory)).length, runs.length);
        }),
    ),
    { numRuns: 12 },
  ));

test('bounds are respected, whether or not they are users of the runs', (t) =>
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
    { numRuns: 12 },
  ));

test('bounds are respected within a partition that does not fit', (t) =>
  inScratch(async (directory) => {
    const activities = Array.from(
      { length: 8000 },
      (_, index): Activity => ({
        type: 'event',
        user_id: `user ${index % 5}`,
        name: `a name that takes some bytes ${index % 700}`,
        id: `${index}`,
      }),
    );
    const runs = await writeRuns(directory, [activities], 'bytes', { memory: MEMORY, splitters: [] });
    const users = { from: Buffer.from('user 1'), before: Buffer.from('user 3') };
    const kept = activities.filter(({ user_id }) => user_id === 'user 1' || user_id === 'user 2');
    t.is(await linesOf(mergeRuns(runs, { memory: MEMORY, users })), foldActivities(kept, 'bytes'));
  }));

test('parts of many users have about the same size', (t) =>
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
    const cuts = Array.from({ length: 60 }, (_, index) => Buffer.from(String((index + 1) * 340)));
    const runs = await writeRuns(directory, sources, 'numeric', { splitters: cuts });
    const ranges = await partition(runs, 4);
    const lines = await Promise.all(
      ranges.map((users) => linesOf(mergeRuns(runs, { memory: 2 ** 20, users }))),
    );
    t.is(lines.length, 4);
    t.is(lines.join(''), foldActivities(sources.flat(), 'numeric'));
    const sizes = lines.map((part) => part.length);
    t.true(Math.max(...sizes) < 1.5 * Math.min(...sizes), sizes.join(' '));
  }));

test('a merge that is stopped ends before its next block, even within one user', (t) =>
  inScratch(async (directory) => {
    const sources = [0, 1, 2].map((run) =>
      Array.from({ length: 20_000 }, (_, index): Activity => {
        return { type: 'event', user_id: '1', id: `${run} ${index}`, name: 'page' };
      }),
    );
    const runs = await writeRuns(directory, sources, 'bytes', { temporary: false });
    for (const memory of [MEMORY, 2 * MEMORY]) {
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
