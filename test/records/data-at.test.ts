import test from 'ava';
import { dataAt, textAt } from '../../lib/records/data-at.js';
import { scanned } from '../support/scanned.js';

test('the data of a record are its own, of a repeated name the last value, cleared ones null', (t) => {
  const of = (data: string) => `{"user_id":"1","type":"attributes","timestamp":1,"data":${data}}`;
  const batch = scanned([
    of('{"a":"x"}'),
    of('{"b":"1","__proto__":2,"b":{"c": 3},"é":null,"":""}'),
    of('{}'),
  ]);
  t.deepEqual({ ...dataAt(batch, 0) }, { a: 'x' });
  const data = dataAt(batch, 1);
  t.is(Object.getPrototypeOf(data), null);
  t.deepEqual(Object.entries(data), [
    ['b', '{"c":3}'],
    ['__proto__', '2'],
    ['é', null],
    ['', ''],
  ]);
  t.deepEqual(Object.keys(dataAt(batch, 2)), []);
});

test('a text is found by the words that have its offset and its length', (t) => {
  const bytes = Buffer.from('..nämë').subarray(2);
  t.is(textAt(bytes, Uint32Array.of(9, 0, 3, 9), 1, 2), 'nä');
});
