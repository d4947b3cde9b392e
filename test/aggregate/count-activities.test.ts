import test from 'ava';
import fc from 'fast-check';
import { countActivities } from '../../lib/aggregate/count-activities.js';
import { ActivityBatch } from '../../lib/records/activity-batch.js';
import { REJECT_CODES, type Reject } from '../../lib/records/reject.js';
import { activitiesArbitrary } from '../support/activities.js';
import { batchOf } from '../support/batch-of.js';

test('every line of a batch is exactly one of the four kinds', (t) =>
  fc.assert(
    fc.property(
      activitiesArbitrary(),
      fc.nat(100),
      fc.nat(100),
      fc.array(fc.constantFrom(...REJECT_CODES), { maxLength: 8 }),
      (activities, anonymous, ignored, codes) => {
        const rejects = codes.map(
          (code, index): Reject => ({ offset: index * 10, length: 1, code, message: '', text: '' }),
        );
        const counters = countActivities(
          new ActivityBatch(batchOf(activities), { anonymous, ignored, rejects, rejectsLength: 0 }),
        );
        const events = activities.filter(({ type }) => type === 'event').length;
        t.is(counters.events, events);
        t.is(counters.attributes, activities.length - events);
        t.is(counters.anonymous, anonymous);
        t.is(counters.ignored, ignored);
        t.is(counters.lines, activities.length + anonymous + ignored + codes.length);
        for (const code of REJECT_CODES) {
          const count = codes.filter((each) => each === code).length;
          t.is(counters.rejects[code], count === 0 ? undefined : count);
        }
        t.deepEqual(counters.firstReject, codes.length === 0 ? null : { offset: 0, code: codes[0]! });
      },
    ),
    { numRuns: 50 },
  ));

test('a batch that no one has judged holds valid lines alone', (t) => {
  const { start, position, bytes, records, timestamps, entries } = batchOf([
    { type: 'event', user_id: '1', id: 'e', name: 'n' },
  ]);
  t.like(countActivities(new ActivityBatch({ start, position, bytes, records, timestamps, entries })), {
    ...{ lines: 1, events: 1, attributes: 0, anonymous: 0, rejects: {}, firstReject: null },
  });
});
