import test from 'ava';
import fc from 'fast-check';
import { ActivityView } from '../../lib/records/activity-view.js';
import { activitiesArbitrary } from '../support/activities.js';
import { batchOf } from '../support/batch-of.js';
import { scanned } from '../support/scanned.js';

test('a view reads the fields of the activity that it was moved to', (t) =>
  fc.assert(
    fc.property(activitiesArbitrary(), (activities) => {
      const view = new ActivityView(batchOf(activities));
      for (const [index, activity] of activities.entries()) {
        view.moveTo(index);
        t.is(view.type, activity.type);
        t.is(view.user_id, activity.user_id);
        t.is(view.id, activity.type === 'event' ? activity.id : undefined);
        t.is(view.name, activity.type === 'event' ? activity.name : undefined);
        if (activity.type === 'attributes') {
          t.is(view.timestamp, activity.timestamp);
          t.deepEqual({ ...(view.data as object) }, { ...activity.data });
        }
      }
    }),
    { numRuns: 50 },
  ));

test('a view has the whole record and its line, in batches of ASCII and others', (t) => {
  for (const name of ['page', 'Größe']) {
    const event = {
      user_id: 'u',
      type: 'event',
      id: 1,
      name,
      timestamp: 3,
      data: { a: [1, name] },
      extra: null,
    };
    const view = new ActivityView(scanned([{ user_id: 'other' }, event]));
    view.moveTo(1);
    t.is(view.name, name);
    t.is(view.id, '1');
    t.is(view.timestamp, 3);
    t.deepEqual(view.data, { a: [1, name] });
    t.deepEqual(view.record, event);
    t.is(view.line, JSON.stringify(event));
  }
});
