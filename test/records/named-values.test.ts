import test from 'ava';
import { NamedValues } from '../../lib/records/named-values.js';

test('JSON shows named values as an object, in their order, whatever the names are', (t) => {
  const values = new NamedValues([
    ['b', 1],
    ['__proto__', 2],
    ['a', 3],
  ]);
  t.is(JSON.stringify({ values }), '{"values":{"b":1,"__proto__":2,"a":3}}');
  t.is(JSON.stringify(new NamedValues()), '{}');
});

test('named values compare as a Map', (t) => {
  t.deepEqual(new NamedValues([['a', 1]]) as Map<string, number>, new Map([['a', 1]]));
});
