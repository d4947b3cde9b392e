import { isDeepStrictEqual } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { timelinesInMemory } from '../../lib/in-memory/timelines-in-memory.js';
import { logArbitrary } from '../support/arbitraries.js';
import { mappedLogArbitrary } from '../support/mapped-logs.js';
import { timelinesByStages } from '../support/timelines-by-stages.js';

/** Facts alone, of which runs are small, and others. */
const FIELDS = ['timestamp', 'id', 'type', 'user_id', 'name', 'data', 'extra', '__proto__', 'toString'];

const sizes = fc.record({
  fields: fc.option(fc.oneof(fc.subarray(FIELDS.slice(0, 5)), fc.subarray(FIELDS)), { nil: undefined }),
  batchSize: fc.constantFrom(1, 100, 2 ** 16),
  checkpointEvery: fc.constantFrom(1, 500, 2 ** 20),
  order: fc.constantFrom('bytes' as const, 'numeric' as const),
});

test('timelines of any log are those of the in-memory engine', async (t) => {
  await fc.assert(
    fc.asyncProperty(logArbitrary(), sizes, async (log, options) => {
      const expected = await timelinesInMemory(log, options);
      t.deepEqual([...(await timelinesByStages(log, options))], [...expected]);
    }),
    { numRuns: 30 },
  );
});

test('timelines of mapped records are those of the in-memory engine', async (t) => {
  await fc.assert(
    fc.asyncProperty(mappedLogArbitrary(), sizes, async ({ log, map }, options) => {
      const expected = await timelinesInMemory(log, { ...options, map });
      t.deepEqual([...(await timelinesByStages(log, { ...options, map }))], [...expected]);
    }),
    { numRuns: 30 },
  );
});

/** What the activities of the users have for timestamps; ids and names come again, so that there are copies. */
const LARGE: Readonly<Record<string, (index: number) => unknown>> = {
  'times of all kinds': (index) => (index * 7919) % 5000,
  'a few times': (index) => (index * 31) % 3,
  'no times': () => undefined,
  'one time, and some without': (index) => (index % 50 === 0 ? 'yesterday' : -0),
  'ascending times': (index) => index,
};

/** A log of two users, of which the first has nearly all, more than memory holds by far. */
function largeLog(
  time: (index: number) => unknown,
  lines: number,
  idOf = (index: number) => `${(index * 13) % 6007}`,
): Buffer {
  return Buffer.from(
    Array.from({ length: lines }, (_, index) => {
      const user_id = index % 97 === 0 ? '2' : '1';
      const timestamp = time(index);
      const activity =
        index % 5 === 0 && typeof timestamp === 'number'
          ? { type: 'attributes', user_id, timestamp, data: { index } }
          : {
              type: 'event',
              user_id,
              timestamp,
              id: idOf(index),
              name: 'page',
              data: { index },
            };
      return `${JSON.stringify(activity)}\n`;
    }).join(''),
  );
}

for (const [what, time] of Object.entries(LARGE)) {
  test(`a user that does not fit into memory, with ${what}, has its timeline in order`, async (t) => {
    const log = largeLog(time, 12_000);
    const expected = await timelinesInMemory(log);
    const found = await timelinesByStages(log);
    sameTimelines(t, found, expected);
  });

  test(`so it is of facts alone, with ${what}, and ids of all kinds`, async (t) => {
    const log = largeLog(time, 24_000, (index) =>
      index % 3 === 0 ? `${index % 4001}` : `6ba7b810-9dad-11d1-80b4-${`${index % 4001}`.padStart(12, '0')}`,
    );
    const fields = ['timestamp', 'id', 'type'];
    const expected = await timelinesInMemory(log, { fields });
    sameTimelines(t, await timelinesByStages(log, { fields }), expected);
  });
}

type Timelines = ReadonlyMap<string, readonly unknown[]>;

/** Differences of large timelines take long to print. */
function sameTimelines(t: ExecutionContext, found: Timelines, expected: Timelines): void {
  t.deepEqual([...found.keys()], [...expected.keys()]);
  for (const [user, activities] of expected) {
    t.is(found.get(user)!.length, activities.length);
    t.true(isDeepStrictEqual(found.get(user), activities), user);
  }
}

test('events that are all copies of one leave only the first, however many there are', async (t) => {
  const line = (index: number) => ({ type: 'event', user_id: '1', id: 'e', name: 'page', data: { index } });
  const lines = Array.from({ length: 12_000 }, (_, index) => `${JSON.stringify(line(index))}\n`);
  const found = await timelinesByStages(Buffer.from(lines.join('')));
  t.deepEqual([...found], [['1', [line(0)]]]);
});

test('attributes of one time that do not fit stay in source order', async (t) => {
  const line = (index: number) => ({ type: 'attributes', user_id: '1', timestamp: 7, data: { index } });
  const activities = Array.from({ length: 12_000 }, (_, index) => line(index));
  const log = Buffer.from(activities.map((each) => `${JSON.stringify(each)}\n`).join(''));
  t.deepEqual([...(await timelinesByStages(log))], [['1', activities]]);
});

test('lines of hundreds of KiB are read whole in the least memory', async (t) => {
  const line = (index: number) => ({
    type: 'event',
    user_id: `${index % 2}`,
    timestamp: 100 - index,
    id: `${index}`,
    name: 'page',
    data: { text: `${index}`.repeat(2 ** 17 + index) },
  });
  const log = Buffer.from(
    Array.from({ length: 24 }, (_, index) => `${JSON.stringify(line(index))}\n`).join(''),
  );
  t.deepEqual([...(await timelinesByStages(log))], [...(await timelinesInMemory(log))]);
});
