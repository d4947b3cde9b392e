import test from 'ava';
import { guessMapping } from '../../lib/inspect/guess-mapping.js';
import { likelyFields } from '../../lib/inspect/likely-fields.js';
import { profileFields } from '../../lib/inspect/profile-fields.js';

function guess(records: readonly object[]) {
  return guessMapping(likelyFields(profileFields(records), records.length), records);
}

const many = (record: (index: number) => object) => Array.from({ length: 60 }, (_, index) => record(index));

test('records without a type are events', (t) => {
  t.deepEqual(guess(many((id) => ({ uid: 'u', id, action: 'open' }))), {
    user_id: 'uid',
    id: 'id',
    name: 'action',
    otherwise: 'event',
  });
});

test('records without ids are attributes if they have a time and an object of them', (t) => {
  t.deepEqual(guess(many((index) => ({ uid: 'u', ts: 1.7e9 + index, traits: { plan: 'a' } }))), {
    user_id: 'uid',
    timestamp: 'ts',
    data: 'traits',
    time: 'seconds',
    otherwise: 'attributes',
  });
});

test('types are events, attributes or ignored by the fields of their records', (t) => {
  const records = many((index) => {
    const shared = { uid: 'u', id: `${index}`, ts: 1.7e12 + index };
    if (index % 3 === 0) return { ...shared, type: 'identify', traits: {}, name: 'Ann' };
    return index % 3 === 1 ? { ...shared, type: 'track', name: 'open' } : { ...shared, type: 'ping' };
  });
  t.like(guess(records), { types: { identify: 'attributes', track: 'event', ping: 'ignored' } });
});

test('nothing is guessed without a user, or where nothing could be counted', (t) => {
  t.is(guess(many((id) => ({ id, action: 'open' }))), undefined);
  t.is(guess(many(() => ({ uid: 'u' }))), undefined);
  t.is(guess([]), undefined);
});
