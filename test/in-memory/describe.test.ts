import test from 'ava';
import { describe, describeText, isNumber, isString } from '../../lib/in-memory/describe.js';

test('a value is called by its kind', (t) => {
  const values = [undefined, 'null', '"x"', '-1', '{}', '[]', 'true'];
  const kinds = ['nothing', 'null', 'a string', 'a number', 'an object', 'an array', 'a boolean'];
  t.deepEqual(values.map(describe), kinds);
});

test('an empty string is called so where texts must not be empty', (t) => {
  t.is(describeText('""'), 'an empty string');
  t.is(describe('""'), 'a string');
});

test('strings and numbers are told by their first byte', (t) => {
  t.deepEqual(['"x"', '7', '-7', 'null'].map(isString), [true, false, false, false]);
  t.deepEqual(['"x"', '7', '-7', 'null'].map(isNumber), [false, true, true, false]);
});
