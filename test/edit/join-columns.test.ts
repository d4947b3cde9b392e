import test from 'ava';
import fc from 'fast-check';
import { joinColumns } from '../../lib/edit/join-columns.js';
import { activityAt } from '../../lib/records/activity-at.js';
import { activitiesArbitrary } from '../support/activities.js';
import { batchOf } from '../support/batch-of.js';

test('records of two batches are joined in any order, and both batches stay as they are', (t) =>
  fc.assert(
    fc.property(activitiesArbitrary(), activitiesArbitrary(), fc.array(fc.integer()), (one, other, picks) => {
      const batches = [batchOf(one), batchOf(other)] as const;
      const all = [...one.keys(), ...other.map((_, index) => -index - 1)];
      const order = all.length === 0 ? [] : picks.map((pick) => all[Math.abs(pick) % all.length]!);
      const joined = joinColumns(...batches, order);
      const expected = order.map((index) =>
        index < 0 ? activityAt(batches[1], -index - 1) : activityAt(batches[0], index),
      );
      t.deepEqual(
        order.map((_, place) => activityAt(joined, place)),
        expected,
      );
    }),
    { numRuns: 60 },
  ));
