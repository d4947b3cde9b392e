import test from 'ava';
import { likelyFields } from '../../lib/inspect/likely-fields.js';
import { profileFields } from '../../lib/inspect/profile-fields.js';

const paths = (records: readonly object[]) =>
  Object.fromEntries(
    Object.entries(likelyFields(profileFields(records), records.length)).map(([name, field]) => [
      name,
      field?.path,
    ]),
  );

const many = (record: (index: number) => object) => Array.from({ length: 100 }, (_, index) => record(index));

test('fields are found by their usual names in any spelling', (t) => {
  const records = many((index) => ({
    'Event-ID': `e${index}`,
    User_Id: index % 9,
    eventName: 'open',
    Type: 'action',
    created_at: '2024-01-01T00:00:00Z',
    traits: { a: 1 },
  }));
  t.deepEqual(paths(records), {
    user_id: 'User_Id',
    type: 'Type',
    id: 'Event-ID',
    name: 'eventName',
    timestamp: 'created_at',
    data: 'traits',
  });
});

test('a user may be an object, and an id any field of UUIDs', (t) => {
  const uuid = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
  const records = many((index) => ({
    user: { id: 'a' },
    key: uuid(index),
    type: 'open',
    when: '2024-01-01',
  }));
  t.like(paths(records), { user_id: 'user.id', id: 'key', name: 'type', type: undefined, timestamp: 'when' });
});

test('what is not what its name says is not taken for it', (t) => {
  const records = many((index) => ({
    user_id: {},
    uid: 'u',
    id: 'same',
    event: `text ${index}`,
    time: 'soon',
  }));
  t.like(paths(records), { user_id: 'uid', id: undefined, name: undefined, timestamp: undefined });
});

test('fields that are rarely there are not taken', (t) => {
  const records = many((index) => (index < 5 ? { user_id: 'u', uid: 'v' } : { uid: 'v' }));
  t.like(paths(records), { user_id: 'uid' });
});
