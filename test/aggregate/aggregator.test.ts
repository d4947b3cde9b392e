import test from 'ava';
import fc from 'fast-check';
import { Aggregator } from '../../lib/aggregate/aggregator.js';
import type { Activity } from '../../lib/records/activity.js';
import type { UserOrder } from '../../lib/records/user-order.js';
import { activitiesArbitrary } from '../support/activities.js';
import { batchOf } from '../support/batch-of.js';
import { decodeRecords } from '../support/decode-run.js';
import { foldActivities } from '../support/fold-activities.js';

const MEMORY = 2 ** 20;

interface Spilled {
  readonly partition: number;
  readonly bytes: number;
  readonly records: number;
  readonly rows: number;
  readonly activities: readonly Activity[];
}

function spillOf(aggregator: Aggregator): Spilled[] {
  const spilled: Spilled[] = [];
  for (const { bytes, blocks } of aggregator.spill()) {
    for (const block of blocks) {
      const payload = Buffer.from(bytes.subarray(block.at + 8, block.at + 8 + block.bytes));
      spilled.push({ ...block, activities: [...decodeRecords(payload)] });
    }
  }
  return spilled;
}

/** Batches in, lines out; `spills` says after which batches all is spilled, whether memory is full or not. */
function spilledLines(
  batches: readonly Activity[][],
  spills: readonly boolean[],
  order: UserOrder,
  memory = MEMORY,
): string {
  const aggregator = new Aggregator(memory, order);
  const all: Activity[] = [];
  const spill = () => all.push(...spillOf(aggregator).flatMap(({ activities }) => activities));
  let start = 0;
  for (const [index, activities] of batches.entries()) {
    const batch = batchOf(activities, start);
    if (!aggregator.fits(batch)) spill();
    aggregator.absorb(batch);
    start = batch.position;
    if (spills[index] === true) spill();
  }
  spill();
  aggregator.close();
  return foldActivities(all, order);
}

const orders = fc.constantFrom<UserOrder>('bytes', 'numeric');

test('any activities, spilled anywhere, come out as Maps would have them', (t) => {
  // Of 2 and of 32 partitions.
  const memories = fc.constantFrom(MEMORY, 16 * MEMORY);
  fc.assert(
    fc.property(
      fc.array(activitiesArbitrary()),
      fc.array(fc.boolean()),
      orders,
      memories,
      (batches, spills, order, memory) => {
        t.is(spilledLines(batches, spills, order, memory), foldActivities(batches.flat(), order));
      },
    ),
    { numRuns: 60 },
  );
});

test('a spill is told what it holds, partition by partition', (t) => {
  fc.assert(
    fc.property(activitiesArbitrary(), (activities) => {
      const aggregator = new Aggregator(MEMORY, 'bytes');
      aggregator.absorb(batchOf(activities));
      t.is(aggregator.activities, activities.length);
      const spilled = spillOf(aggregator);
      t.is(aggregator.activities, 0);
      const found = spilled.flatMap((block) => block.activities);
      t.is(
        spilled.reduce((sum, { records }) => sum + records, 0),
        found.length,
      );
      const rows = found.map((it) => (it.type === 'event' ? 1 : Math.max(1, Object.keys(it.data).length)));
      t.is(
        spilled.reduce((sum, block) => sum + block.rows, 0),
        rows.reduce((sum, each) => sum + each, 0),
      );
      const partitions = spilled.map(({ partition }) => partition);
      t.deepEqual(
        partitions,
        [...partitions].sort((a, b) => a - b),
      );
      aggregator.close();
    }),
    { numRuns: 40 },
  );
});

test('rows that cannot matter are left out where they are many, and nothing else is', (t) => {
  fc.assert(
    fc.property(activitiesArbitrary(), fc.integer({ min: 1, max: 60 }), orders, (some, times, order) => {
      const activities = Array(times).fill(some).flat() as Activity[];
      const aggregator = new Aggregator(MEMORY, order);
      aggregator.absorb(batchOf(activities));
      const spilled = spillOf(aggregator);
      const found = spilled.flatMap((block) => block.activities);
      t.is(foldActivities(found, order), foldActivities(activities, order));
      if (some.length > 0 && times > 20) t.true(found.length < activities.length);
      t.is(
        spilled.reduce((sum, { records }) => sum + records, 0),
        found.length,
      );
      aggregator.close();
    }),
    { numRuns: 60 },
  );
});

test('one attribute that is updated again and again is hardly spilled at all', (t) => {
  const aggregator = new Aggregator(16 * MEMORY, 'bytes');
  const batchAt = (start: number) =>
    batchOf(
      Array.from({ length: 1000 }, (_, index): Activity => {
        const value = `${start + index}`;
        return { type: 'attributes', user_id: 'one', timestamp: 5, data: { plan: value, other: value } };
      }),
    );
  let taken = 0;
  for (; taken === 0 || aggregator.fits(batchAt(taken)); taken += 1000) aggregator.absorb(batchAt(taken));
  t.true(taken > 50_000);
  const spilled = spillOf(aggregator);
  const bytes = spilled.reduce((sum, block) => sum + block.bytes, 0);
  t.true(bytes < 2 ** 14, `${bytes} bytes`);
  const found = spilled.flatMap((block) => block.activities);
  t.is(foldActivities(found, 'bytes'), `one,other=${taken - 1},plan=${taken - 1},\n`);
  aggregator.close();
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
  t.true(taken > 2000 && taken < 40_000, `${taken} users in 1 MiB`);
  t.is(aggregator.activities, taken);
  const spilled = spillOf(aggregator);
  t.is(
    spilled.reduce((sum, { records }) => sum + records, 0),
    taken,
  );
  t.true(spilled.every(({ bytes }) => bytes < MEMORY / 16));
  aggregator.absorb(batchAt(0));
  t.is(aggregator.activities, 500);
});

test('a batch that is larger than the memory is taken whole', (t) => {
  const data = Object.fromEntries(
    Array.from({ length: 60_000 }, (_, index) => [`name ${index}`, `value ${index}`]),
  );
  const activities: Activity[] = [{ type: 'attributes', user_id: 'one', timestamp: 1, data }];
  t.is(spilledLines([activities], [], 'bytes'), foldActivities(activities, 'bytes'));
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
    t.is(spilledLines(batches, [], order, 16 * MEMORY), foldActivities(batches.flat(), order));
  }
});

test('one user, one name, many ids, many of them equal', (t) => {
  const ids = Array.from(
    { length: 3_000 },
    (_, index) => `event-with-a-long-prefix-${(index * 7919) % 1_000}`,
  );
  const activities = ids.map((id): Activity => ({ type: 'event', user_id: 'one', id, name: 'click' }));
  t.is(spilledLines([activities, activities], [true], 'bytes'), 'one,,click=1000\n');
});

test('what another has left in its kernel is not its own', (t) => {
  fc.assert(
    fc.property(activitiesArbitrary(), activitiesArbitrary(), fc.boolean(), (left, taken, halfway) => {
      const former = new Aggregator(MEMORY, 'numeric');
      former.absorb(batchOf(left));
      if (halfway) former.spill().next();
      former.close();
      const empty = new Aggregator(MEMORY, 'bytes');
      t.is(empty.activities, 0);
      t.false(empty.fits(batchOf(taken)), 'the first batch is not asked for');
      t.deepEqual(spillOf(empty), []);
      empty.close();
      t.is(spilledLines([taken], [], 'bytes'), foldActivities(taken, 'bytes'));
    }),
    { numRuns: 40 },
  );
});
