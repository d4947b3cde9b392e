import test from 'ava';
import { SummaryNamesCounter } from '../../lib/names/summary-names.js';
import { summaryBatchesOf } from '../support/summary-batches.js';

const SUMMARIES = [
  {
    user_id: '7',
    attributes: new Map([
      ['city', 'Oslo'],
      ['plan', 'free'],
    ]),
    events: new Map([['page', 2]]),
  },
  {
    user_id: 'city',
    attributes: new Map([['city', 'Bergen']]),
    events: new Map([
      ['page', 2 ** 40],
      ['ä', 1],
    ]),
  },
  { user_id: '9', attributes: new Map(), events: new Map() },
];

test('users of an attribute and ids of an event are counted, even if a user is spread over batches', (t) => {
  for (const rowsPerBatch of [1, 2, 10]) {
    const counter = new SummaryNamesCounter();
    for (const batch of summaryBatchesOf(SUMMARIES, rowsPerBatch)) counter.count(batch);
    const twice = new SummaryNamesCounter();
    twice.addAll(counter.names);
    twice.addAll(counter.names);
    t.deepEqual(counter.names, {
      attributes: {
        atLeast: new Map([
          ['city', 2],
          ['plan', 1],
        ]),
        missed: 0,
      },
      events: {
        atLeast: new Map([
          ['page', 2 ** 40 + 2],
          ['ä', 1],
        ]),
        missed: 0,
      },
      // 0, 2 and 2^40 + 1 events; 0, 1 and 2 attributes.
      eventsOfUsers: [1, 0, 1, ...Array<number>(38).fill(0), 1],
      attributesOfUsers: [1, 1, 1],
    });
    t.deepEqual(twice.names.attributesOfUsers, [2, 2, 2]);
    t.is(twice.names.attributes.atLeast.get('city'), 4);
    t.is(twice.names.events.atLeast.get('ä'), 2);
  }
});
