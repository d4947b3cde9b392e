import test from 'ava';
import { readMapping } from '../../lib/mapping/read-mapping.js';
import { mappedActivity } from '../../lib/timelines/timeline-activity.js';

const MAPPING = readMapping('test', {
  ...{ user_id: 'user', id: 'key', name: 'event', timestamp: 'at', otherwise: 'both' },
  data: ['properties.$set', 'traits'],
});

test('a mapped record keeps its fields, and gets those of the plain input', (t) => {
  const record = {
    user: 7,
    key: 'k',
    event: 'page',
    at: '1',
    properties: { $set: '', path: '/' },
    traits: { a: 1 },
  };
  const facts = { user_id: '7', name: 'page', id: 'k', timestamp: 1 };
  const fields = { user_id: '7', type: 'event', id: 'k', name: 'page', timestamp: 1, data: { a: 1 } };
  t.deepEqual(mappedActivity(record, MAPPING, facts), { ...record, ...fields });
});

test('a field that the mapping finds nothing for is not there, whatever the record has under its name', (t) => {
  const record = { id: 'other', name: 'other', timestamp: 'other', data: 'other', type: 'other', traits: [] };
  const facts = { user_id: '7', name: undefined, id: undefined, timestamp: Number.NaN };
  t.deepEqual(mappedActivity({ ...record, traits: null }, MAPPING, facts), {
    ...{ user_id: '7', type: 'attributes', traits: null },
  });
});

test('names that objects inherit are no fields', (t) => {
  const facts = { user_id: '7', name: undefined, id: undefined, timestamp: 1 };
  const mapping = { ...MAPPING, data: [['constructor'], ['toString', 'name']] };
  t.false(Object.hasOwn(mappedActivity({}, mapping, facts), 'data'));
});
