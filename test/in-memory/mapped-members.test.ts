import test from 'ava';
import fc from 'fast-check';
import { isValue, kindOf, mappedMembers } from '../../lib/in-memory/mapped-members.js';
import { membersOf } from '../../lib/in-memory/members.js';
import { type FieldMapping, PATH_FIELDS } from '../../lib/mapping/mapping.js';

const MAPPING: FieldMapping = {
  user_id: [['userId'], ['context', 'user']],
  type: [['kind']],
  types: { track: 'event', identify: 'attributes', signup: 'both' },
  otherwise: 'ignored',
  id: [['id']],
  name: [['event', 'a.b']],
  timestamp: [['time']],
  data: [['traits']],
  time: 'seconds',
};

const members = (record: string, mapping = MAPPING) =>
  Object.fromEntries(mappedMembers(record, mapping).members);
const blocked = (record: string, mapping = MAPPING) =>
  Object.fromEntries(mappedMembers(record, mapping).blocked);
const kind = (record: string, mapping = MAPPING) => kindOf(mappedMembers(record, mapping), mapping);

test('each field is found by its path, as its source text', (t) => {
  const record =
    ' { "userId": 1.50, "kind": "tr\\u0061ck", "id": [ 1, 2 ], "event": {"a.b": "n"}, "time": -1e3, "traits": { "x": null }, "other": 7 } ';
  t.deepEqual(members(record), {
    user_id: '1.50',
    type: '"tr\\u0061ck"',
    id: '[1,2]',
    name: '"n"',
    timestamp: '-1e3',
    data: '{"x":null}',
  });
  t.deepEqual(members('{}'), {});
});

test('of several paths the first with a value counts, and null and the empty string are no values', (t) => {
  t.is(members('{"userId":"a","context":{"user":"b"}}')['user_id'], '"a"');
  for (const empty of ['null', '""']) {
    t.is(members(`{"userId":${empty},"context":{"user":"b"}}`)['user_id'], '"b"', empty);
    t.is(members(`{"userId":${empty},"context":{}}`)['user_id'], empty);
  }
  for (const value of ['0', 'false', '[]', '{}', '" "']) {
    t.is(members(`{"userId":${value},"context":{"user":"b"}}`)['user_id'], value);
  }
});

test('a path leads into objects only', (t) => {
  for (const event of ['7', '"a.b"', '[{"a.b":1}]', 'null', '{"a":{"b":1}}']) {
    t.is(members(`{"event":${event}}`)['name'], undefined, event);
  }
});

test('something that is no object blocks a path, unless another one has a value; null does not', (t) => {
  for (const found of ['7', '""', '"a.b"', '[{"a.b":1}]', 'false']) {
    const place = { path: ['event', 'a.b'], place: ['event'], found };
    t.deepEqual(blocked(`{"event":${found}}`), { name: place }, found);
  }
  for (const found of ['null', '{}']) t.deepEqual(blocked(`{"event":${found}}`), {}, found);
  t.deepEqual(blocked('{"context":"x","userId":"u"}'), {});
  t.deepEqual(Object.keys(blocked('{"context":"x","userId":""}')), ['user_id']);
  t.deepEqual(blocked('{"context":"x","context":{}}'), {});
});

test('a record of the kind both whose data is blocked is not an event alone', (t) => {
  const mapping: FieldMapping = { ...MAPPING, data: [['properties', '$set'], ['traits']] };
  t.is(kind('{"kind":"signup","properties":"{}"}', mapping), 'both');
  t.is(kind('{"kind":"signup","properties":null}', mapping), 'event');
});

test('of a key given twice the last one counts, also along a path', (t) => {
  t.is(members('{"event":{"a.b":1,"a.b":2}}')['name'], '2');
  t.is(members('{"event":{"a.b":1},"event":{}}')['name'], undefined);
});

test('a mapping of every field to its own name finds the members of the record', (t) => {
  const plain = { ...MAPPING, ...Object.fromEntries(PATH_FIELDS.map((field) => [field, [[field]]])) };
  const record = fc.dictionary(fc.constantFrom(...PATH_FIELDS, 'other'), fc.jsonValue(), {
    noNullPrototype: true,
  });
  fc.assert(
    fc.property(record, (object) => {
      const expected = membersOf(JSON.stringify(object));
      expected.delete('other');
      t.deepEqual(members(JSON.stringify(object), plain), Object.fromEntries(expected));
    }),
  );
});

test('the kind is that of the type, or the default for any other type or none', (t) => {
  t.is(kind('{"kind":"track"}'), 'event');
  t.is(kind('{"kind":"id\\u0065ntify"}'), 'attributes');
  for (const type of ['"page"', '"constructor"', '"__proto__"', '7', 'null', '["track"]', '{"track":1}']) {
    t.is(kind(`{"kind":${type}}`), 'ignored', type);
  }
  t.is(kind('{}', { ...MAPPING, otherwise: 'event' }), 'event');
});

test('a record of the kind both is an event alone if it has no data', (t) => {
  t.is(kind('{"kind":"signup","traits":{}}'), 'both');
  for (const rest of ['', ',"traits":null', ',"traits":""'])
    t.is(kind(`{"kind":"signup"${rest}}`), 'event', rest);
  t.is(kind('{"kind":"identify"}'), 'attributes');
});

test('a value is anything but null and the empty string', (t) => {
  t.deepEqual([undefined, 'null', '""'].map(isValue), [false, false, false]);
  t.deepEqual(['0', 'false', '{}', '" "', '"null"'].map(isValue), [true, true, true, true, true]);
});
