import test from 'ava';
import { onTheWay } from '../../lib/validate/on-the-way.js';

const found = (line: string, ...paths: string[][]) => onTheWay(Buffer.from(line), paths);

test('the first place where a path leads through something that is no object is named', (t) => {
  t.is(found('{"a":"x"}', ['a', 'b']), 'a string at a, on the way to a.b');
  t.is(found('{"a":{"b.c":[]}}', ['a', 'b.c', 'd']), 'an array at a.b\\.c, on the way to a.b\\.c.d');
  t.is(found('{"a":1,"b":false}', ['c', 'd'], ['b', 'd'], ['a', 'd']), 'a boolean at b, on the way to b.d');
  t.is(found('{"a":""}', ['a', 'b']), 'an empty string at a, on the way to a.b');
  t.is(found('{"a":7}', ['a', 'b']), 'a number at a, on the way to a.b');
});

test('of a key given twice the last value counts, and what an object inherits is not in it', (t) => {
  t.is(found('{"a":7,"a":{}}', ['a', 'b']), undefined);
  t.is(found('{"__proto__":7}', ['__proto__', 'b']), 'a number at __proto__, on the way to __proto__.b');
  t.is(found('{}', ['constructor', 'name']), undefined);
});

test('nothing blocks a path that ends at a value, or at null', (t) => {
  t.is(found('{"a":{"b":null}}', ['a', 'b', 'c']), undefined);
  t.is(found('{"a":{"b":7}}', ['a', 'b']), undefined);
});
