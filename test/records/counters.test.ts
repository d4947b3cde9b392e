import test from 'ava';
import { addCounters, NO_COUNTERS, totalRejects } from '../../lib/records/counters.js';

const A = {
  lines: 8,
  events: 1,
  attributes: 1,
  anonymous: 1,
  ignored: 3,
  rejects: { 'bad-id': 2 },
  firstReject: { offset: 7, code: 'bad-id' },
} as const;
const B = {
  ...A,
  rejects: { 'bad-id': 1, delimiter: 1 },
  firstReject: { offset: 90, code: 'delimiter' },
} as const;

test('counters add up by code, and keep the first reject', (t) => {
  t.deepEqual(addCounters(A, B), {
    lines: 16,
    events: 2,
    attributes: 2,
    anonymous: 2,
    ignored: 6,
    rejects: { 'bad-id': 3, delimiter: 1 },
    firstReject: { offset: 7, code: 'bad-id' },
  });
  t.deepEqual(addCounters(NO_COUNTERS, A), A);
  t.deepEqual(addCounters(A, NO_COUNTERS), A);
  t.deepEqual(NO_COUNTERS.rejects, {});
});

test('the total of rejects is the sum over all codes', (t) => {
  t.is(totalRejects(NO_COUNTERS), 0);
  t.is(totalRejects(addCounters(A, B)), 4);
});
