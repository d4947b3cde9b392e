import test from 'ava';
import fc from 'fast-check';
import type { Activity } from '../../../lib/records/activity.js';
import { activitiesArbitrary } from '../../support/activities.js';
import { decodeBlock, namesOf } from '../../support/decode-block.js';
import { foldActivities } from '../../support/fold-activities.js';
import { foldRows } from '../../support/fold-rows.js';
import { type KeptBlock, linesOf, mergeToRun, mergeToSummaries, runsOf } from '../../support/kernel-runs.js';

const rowsOf = (blocks: readonly KeptBlock[]) => blocks.flatMap(({ bytes }) => decodeBlock(bytes));

/** Texts that begin alike, of all lengths around those that formats and loads change at. */
const alike = fc
  .tuple(
    fc.constantFrom('', 'polestar', 'pole', '\0\0', 'é'),
    fc.string({ unit: fc.constantFrom('a', 'b', '\0'), maxLength: 12 }),
    fc.constantFrom(0, 0, 0, 14, 300),
  )
  .map(([start, rest, filler]) => `${start}${rest}${'x'.repeat(filler)}` || 'a');

const activitiesAlike: fc.Arbitrary<Activity[]> = fc.array(
  fc.oneof(
    fc.record({
      type: fc.constant('event' as const),
      user_id: alike,
      name: alike,
      id: fc.oneof(alike, fc.uuid()),
    }),
    fc.record({
      type: fc.constant('attributes' as const),
      user_id: alike,
      timestamp: fc.oneof(fc.nat(100), fc.constantFrom(1_560_000_000, 2 ** 53 - 1, 2 ** 53, 0.5, -3)),
      data: fc.dictionary(alike, fc.option(alike), { maxKeys: 8, noNullPrototype: false }),
    }),
  ),
  { maxLength: 25 },
);

const batches = fc.array(fc.oneof(activitiesArbitrary(), activitiesAlike), { minLength: 1, maxLength: 6 });

test('a run is decoded to the rows that Maps would have', (t) => {
  fc.assert(
    fc.property(batches, (given) => {
      const activities = given.flat();
      t.deepEqual(rowsOf(runsOf([activities], 'bytes').flat()), foldRows(activities));
    }),
    { numRuns: 60 },
  );
});

test('merged runs are decoded to the same rows, in blocks of any size', (t) => {
  fc.assert(
    fc.property(batches, fc.oneof(fc.nat(400), fc.nat(20_000)), (given, target) => {
      const merged = mergeToRun(runsOf(given, 'bytes'), { order: 'bytes', target });
      const rows = rowsOf(merged);
      // That a user exists, as a run without rows of theirs says, is harmless beside rows of another run.
      const others = new Set(rows.flatMap((row) => ('alone' in row ? [] : [row.user])));
      t.deepEqual(
        rows.filter((row) => !('alone' in row && others.has(row.user))),
        foldRows(given.flat()),
      );
      for (const { bytes, names } of merged) t.is(names, namesOf(bytes).length);
    }),
    { numRuns: 60 },
  );
});

test('a name that many rows of a block have stands in it once', (t) => {
  const activities = Array.from({ length: 200 }, (_, user): Activity[] => [
    { type: 'attributes', user_id: `${user}`, timestamp: user, data: { polestar: '1', polestars: '2' } },
    { type: 'event', user_id: `${user}`, id: `${user}`, name: 'polestar' },
  ]).flat();
  const blocks = mergeToRun(runsOf([activities], 'bytes'), { order: 'bytes', target: 2 ** 18 });
  t.deepEqual(
    blocks.map(({ bytes }) => namesOf(bytes)),
    [['polestar', 'polestars']],
  );
});

test('one user with more names than a block takes', (t) => {
  const named = (run: number) =>
    Array.from({ length: 3000 }, (_, index): Activity => {
      const data = { [`n${(index * 7919) % 3000}`]: `${run}` };
      return { type: 'attributes', user_id: 'one', timestamp: index % 2 === run ? 2 : 1, data };
    });
  const given = [named(0), named(1)];
  const merged = mergeToRun(runsOf(given, 'bytes'), { order: 'bytes', target: 4096 });
  t.true(merged.length > 5);
  t.deepEqual(rowsOf(merged), foldRows(given.flat()));
});

test('one event whose ids are in many runs', (t) => {
  const given = Array.from({ length: 40 }, (_, run) =>
    Array.from({ length: 30 }, (_, index): Activity => {
      return { type: 'event', user_id: 'one', name: 'page', id: `${(run * 17 + index * index) % 500}` };
    }),
  );
  const lines = linesOf(mergeToSummaries(runsOf(given, 'bytes'), { order: 'bytes', target: 4096 }));
  t.is(lines, foldActivities(given.flat(), 'bytes'));
});
