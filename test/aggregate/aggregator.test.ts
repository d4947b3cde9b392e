import test from 'ava';
import fc from 'fast-check';
import { Aggregator } from '../../lib/aggregate/aggregator.js';
import type { Activity } from '../../lib/records/activity.js';
import type { UserOrder } from '../../lib/records/user-order.js';
import { blockTarget } from '../../lib/runs/run-block.js';
import { activitiesArbitrary } from '../support/activities.js';
import { batchOf } from '../support/batch-of.js';
import { foldActivities } from '../support/fold-activities.js';
import { linesOf, MEMORY, mergeToSummaries, runsOf } from '../support/kernel-runs.js';

/** Rows in, lines out, through the kernel alone. */
function kernelLines(
  batches: readonly Activity[][],
  spills: readonly boolean[],
  order: UserOrder,
  memory = MEMORY,
): string {
  return linesOf(mergeToSummaries(runsOf(batches, order, spills, memory), { order, target: 256 }));
}

test('any activities, spilled anywhere, come out as Maps would have them', (t) => {
  const orders = fc.constantFrom<UserOrder>('bytes', 'numeric');
  // Of 2 and of 32 partitions.
  const memories = fc.constantFrom(MEMORY, 16 * MEMORY);
  fc.assert(
    fc.property(
      fc.array(activitiesArbitrary()),
      fc.array(fc.boolean()),
      orders,
      memories,
      (batches, spills, order, memory) => {
        t.is(kernelLines(batches, spills, order, memory), foldActivities(batches.flat(), order));
      },
    ),
    { numRuns: 60 },
  );
});

test('a run holds each attribute and each id once, and is told what it holds', (t) => {
  fc.assert(
    fc.property(activitiesArbitrary(), (activities) => {
      const aggregator = new Aggregator(MEMORY, 'bytes');
      aggregator.absorb(batchOf([...activities, ...activities]));
      const users = new Set(activities.map(({ user_id }) => user_id));
      const rows = activities.flatMap((activity) =>
        activity.type === 'event'
          ? [JSON.stringify([activity.user_id, activity.name, activity.id])]
          : Object.keys(activity.data).map((name) => JSON.stringify([activity.user_id, name])),
      );
      t.is(aggregator.activities, 2 * activities.length);
      let [blocks, written] = [0, 0];
      let lastUser = '';
      for (const block of aggregator.blocks()) {
        blocks += 1;
        written += block.rows;
        lastUser = Buffer.from(block.lastUser).toString();
      }
      // A user without any takes a row to be there at all.
      const alone = [...users].filter((user) =>
        activities.every(
          (it) => it.user_id !== user || (it.type === 'attributes' && Object.keys(it.data).length === 0),
        ),
      );
      t.is(written, new Set(rows).size + alone.length);
      t.is(blocks > 0, users.size > 0);
      const sorted = [...users].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      t.is(lastUser, sorted.at(-1) ?? '');
      t.is(aggregator.activities, 0);
    }),
    { numRuns: 40 },
  );
});

test('says when memory is full, and is empty again when it has handed out what it holds', (t) => {
  const aggregator = new Aggregator(MEMORY, 'bytes');
  const batchAt = (start: number) =>
    batchOf(
      Array.from(
        { length: 500 },
        (_, index): Activity => ({
          type: 'event',
          user_id: `${start + index}`,
          id: `${index}`,
          name: 'page',
        }),
      ),
    );
  t.false(aggregator.fits(batchAt(0)), 'the first batch is not asked for');
  let taken = 0;
  for (let start = 0; start === 0 || aggregator.fits(batchAt(start)); start += 500) {
    aggregator.absorb(batchAt(start));
    taken += 500;
  }
  t.true(taken > 2000 && taken < 20_000, `${taken} users in 1 MiB`);
  t.is(aggregator.activities, taken);
  let written = 0;
  for (const { rows, bytes } of aggregator.blocks()) {
    written += rows;
    t.true(bytes.length < 2 * blockTarget(MEMORY));
  }
  t.is(written, taken);
  aggregator.absorb(batchAt(0));
  t.is(aggregator.activities, 500);
});

test('a batch that is larger than the memory is taken whole', (t) => {
  const data = Object.fromEntries(
    Array.from({ length: 60_000 }, (_, index) => [`name ${index}`, `value ${index}`]),
  );
  const activities: Activity[] = [{ type: 'attributes', user_id: 'one', timestamp: 1, data }];
  t.is(kernelLines([activities], [], 'bytes'), foldActivities(activities, 'bytes'));
});

test('users that the first batch knew nothing of', (t) => {
  const at = (user_id: string, timestamp: number): Activity => ({
    type: 'attributes',
    user_id,
    timestamp,
    data: { plan: `${timestamp}` },
  });
  const of = (count: number, user: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => at(user(index), index % 7));
  const batches = [
    of(50, (index) => `customer-${index}`),
    of(400, (index) => `customer-${index * 31}`),
    of(400, (index) => `a${index % 90}`),
    of(400, (index) => `custom${index % 90}`),
    of(400, (index) => `z${index}`),
  ];
  for (const order of ['bytes', 'numeric'] as const) {
    t.is(kernelLines(batches, [], order, 16 * MEMORY), foldActivities(batches.flat(), order));
  }
});

test('one user, one name, many ids, many of them equal', (t) => {
  const ids = Array.from(
    { length: 3_000 },
    (_, index) => `event-with-a-long-prefix-${(index * 7919) % 1_000}`,
  );
  const activities = ids.map((id): Activity => ({ type: 'event', user_id: 'one', id, name: 'click' }));
  t.is(kernelLines([activities, activities], [true], 'bytes'), 'one,,click=1000\n');
});

test('what another has left in its kernel is not its own', (t) => {
  fc.assert(
    fc.property(activitiesArbitrary(), activitiesArbitrary(), fc.boolean(), (left, taken, halfway) => {
      const former = new Aggregator(MEMORY, 'numeric');
      former.absorb(batchOf(left));
      if (halfway) former.blocks().next();
      former.close();
      const empty = new Aggregator(MEMORY, 'bytes');
      t.is(empty.activities, 0);
      t.false(empty.fits(batchOf(taken)), 'the first batch is not asked for');
      t.deepEqual([...empty.blocks()], []);
      empty.close();
      t.is(kernelLines([taken], [], 'bytes'), foldActivities(taken, 'bytes'));
    }),
    { numRuns: 40 },
  );
});
