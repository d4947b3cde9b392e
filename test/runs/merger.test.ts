import test from 'ava';
import fc from 'fast-check';
import type { Activity } from '../../lib/records/activity.js';
import { compareUsers, type UserOrder } from '../../lib/records/user-order.js';
import { activitiesArbitrary } from '../support/activities.js';
import { foldActivities } from '../support/fold-activities.js';
import { linesOf, mergeToRun, mergeToSummaries, runsOf } from '../support/kernel-runs.js';

const orders = fc.constantFrom<UserOrder>('bytes', 'numeric');
const batches = fc.array(activitiesArbitrary(), { minLength: 2 });

test('runs merged into runs first give the same lines', (t) => {
  fc.assert(
    fc.property(batches, orders, fc.nat(400), (given, order, target) => {
      const runs = runsOf(given, order);
      const half = runs.length >> 1;
      const merged = [runs.slice(0, half), runs.slice(half)].map((some) =>
        mergeToRun(some, { order, target }),
      );
      const lines = linesOf(mergeToSummaries(merged, { order, target }));
      t.is(lines, foldActivities(given.flat(), order));
    }),
    { numRuns: 30 },
  );
});

test('of a range of users it gives theirs alone, and the ranges together give all', (t) => {
  fc.assert(
    fc.property(batches, orders, fc.nat(400), fc.nat(), fc.nat(), (given, order, target, ...cuts) => {
      const activities = given.flat();
      const users = [...new Set(activities.map(({ user_id }) => user_id))];
      const bounds = (
        users.length === 0 ? [] : cuts.map((cut) => Buffer.from(users[cut % users.length]!))
      ).sort((a, b) => compareUsers(a, b, order));
      const runs = runsOf(given, order);
      let all = '';
      for (const [index, before] of [...bounds, undefined].entries()) {
        const from = bounds[index - 1];
        const isInside = ({ user_id }: Activity) => {
          const user = Buffer.from(user_id);
          if (from !== undefined && compareUsers(user, from, order) < 0) return false;
          return before === undefined || compareUsers(user, before, order) < 0;
        };
        const lines = linesOf(mergeToSummaries(runs, { order, target, users: { from, before } }));
        t.is(lines, foldActivities(activities.filter(isInside), order));
        all += lines;
      }
      t.is(all, foldActivities(activities, order));
    }),
    { numRuns: 40 },
  );
});

test('of any two times, in one run or in two, the later one wins, and of equal ones the later line', (t) => {
  const edges = [
    0,
    -0,
    1,
    -1,
    2 ** 31,
    2 ** 32,
    2 ** 53,
    -(2 ** 53),
    2 ** 63,
    0.5,
    5e-324,
    Number.MAX_VALUE,
    1e15 + 0.5,
  ];
  const time = fc.oneof(
    fc.constantFrom(...edges),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(time, time), { minLength: 1, maxLength: 30 }),
      fc.boolean(),
      (pairs, spill) => {
        const lineOf = (at: 0 | 1) =>
          pairs.map((times, user): Activity => {
            return { type: 'attributes', user_id: `${user}`, timestamp: times[at], data: { a: `${at}` } };
          });
        const given = [lineOf(0), lineOf(1)];
        const lines = linesOf(
          mergeToSummaries(runsOf(given, 'numeric', [spill]), { order: 'numeric', target: 500 }),
        );
        t.is(lines, pairs.map(([first, second], user) => `${user},a=${second >= first ? 1 : 0},\n`).join(''));
      },
    ),
    { numRuns: 60 },
  );
});

test('batches of summaries say how many users begin in them, and end near the target', (t) => {
  const activities = Array.from({ length: 4000 }, (_, index): Activity => {
    const user_id = String(index % 900);
    return { type: 'event', user_id, id: `${index}`, name: `name ${index % 3}` };
  });
  const summaries = mergeToSummaries(runsOf([activities.slice(0, 2000), activities.slice(2000)], 'bytes'), {
    order: 'bytes',
    target: 1000,
  });
  t.is(
    summaries.reduce((sum, { users }) => sum + users, 0),
    900,
  );
  t.true(summaries.slice(0, -1).every(({ bytes }) => bytes.length > 800 && bytes.length <= 1100));
});

test('no runs, and runs of nothing, give nothing', (t) => {
  t.deepEqual(mergeToSummaries([], { order: 'bytes', target: 100 }), []);
  t.deepEqual(mergeToSummaries([[], []], { order: 'bytes', target: 100 }), []);
  t.deepEqual(mergeToRun([[]], { order: 'bytes', target: 100 }), []);
});
