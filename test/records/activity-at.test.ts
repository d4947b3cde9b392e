import test from 'ava';
import fc from 'fast-check';
import type { Activity } from '../../lib/records/activity.js';
import { activityAt } from '../../lib/records/activity-at.js';
import { dataAt } from '../../lib/records/data-at.js';
import { activitiesArbitrary } from '../support/activities.js';
import { batchOf } from '../support/batch-of.js';

/** Without the prototypes, which are not the same on purpose. */
const plain = (activity: Activity) =>
  activity.type === 'event' ? activity : { ...activity, data: { ...activity.data } };

test('activities are read from the columns, wherever the bytes begin in their buffer', (t) =>
  fc.assert(
    fc.property(activitiesArbitrary(), fc.nat(9), (activities, offset) => {
      const batch = batchOf(activities);
      const room = new Uint8Array(offset + batch.bytes.length);
      room.set(batch.bytes, offset);
      const columns = { ...batch, bytes: room.subarray(offset) };
      for (const [index, activity] of activities.entries()) {
        t.deepEqual(plain(activityAt(columns, index)), plain(activity));
        if (activity.type === 'attributes') t.is(Object.getPrototypeOf(dataAt(columns, index)), null);
      }
    }),
    { numRuns: 60 },
  ));
