import test from 'ava';
import { MANY, profileFields, valueAt } from '../../lib/inspect/profile-fields.js';

test('fields are counted by path, with their kinds, their different values and examples', (t) => {
  const records = [
    { a: 1, b: { c: 'x', 'd.e': null } },
    { a: '1', b: { c: 'x' } },
    { a: [1], f: true },
  ];
  const fields = profileFields(records).map(({ path, records, kinds, distinct, examples }) => [
    path,
    records,
    kinds,
    distinct,
    examples,
  ]);
  t.deepEqual(fields, [
    ['a', 3, { number: 1, string: 1, array: 1 }, 2, ['1', '"1"', '[1]']],
    ['b', 2, { object: 2 }, 0, []],
    ['b.c', 2, { string: 2 }, 1, ['"x"']],
    ['b.d\\.e', 1, { null: 1 }, 0, []],
    ['f', 1, { boolean: 1 }, 1, ['true']],
  ]);
});

for (const [values, time] of [
  [[1.7e9, 1_700_000_001.5], 'seconds'],
  [[1.7e12, 1_700_000_000_001], 'milliseconds'],
  [['2024-01-01T00:00:00Z', '2024-01-02'], 'iso-8601'],
  [[1, 2], undefined],
  [['2024-01-01', 'soon'], undefined],
] as const) {
  test(`values such as ${values[0]} and ${values[1]} are ${time ?? 'no times'}`, (t) => {
    t.is(profileFields(values.map((at) => ({ at })))[0]!.time, time);
  });
}

test('the fields of a wide record, the depth, examples and different values are limited', (t) => {
  const wide = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`n${index}`, index]));
  t.is(profileFields([wide]).length, 400);
  t.is(profileFields([{ a: { b: { c: { d: { e: { f: 1 } } } } } }]).at(-1)!.path, 'a.b.c.d');
  t.is(profileFields([{ a: 'x'.repeat(1000) }])[0]!.examples[0]!.length, 40);
  t.is(profileFields(Array.from({ length: MANY + 5 }, (_, a) => ({ a })))[0]!.distinct, MANY);
});

test('names that objects inherit are no fields', (t) => {
  t.is(valueAt({ a: {} }, ['a', 'toString']), undefined);
  t.is(valueAt({ a: 1 }, ['a', 'b']), undefined);
  t.is(profileFields([JSON.parse('{"__proto__":{"a":1}}')])[1]!.path, '__proto__.a');
});
