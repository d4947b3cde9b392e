import test from 'ava';
import { readDataLater } from '../../lib/timelines/lazy-data.js';

const TEXTS = Buffer.from('xx{"é":[1],"b":null}yy');
const DATA = { é: [1], b: null };

function activity(): Record<string, unknown> {
  const made = { id: '1', data: 0, name: 'page' };
  readDataLater(made, TEXTS, 2, TEXTS.length - 2);
  return made;
}

test('data is read when it is asked for, and is the same object from then on', (t) => {
  const made = activity();
  const { data } = made;
  t.deepEqual(data, DATA);
  t.is(made['data'], data);
  t.deepEqual(Object.getOwnPropertyDescriptor(made, 'data'), {
    ...{ value: data, writable: true, enumerable: true, configurable: true },
  });
});

test('whatever reads all fields reads data, in its place', (t) => {
  const expected = { id: '1', data: DATA, name: 'page' };
  t.is(JSON.stringify(activity()), JSON.stringify(expected));
  t.deepEqual({ ...activity() }, expected);
  t.deepEqual(activity(), expected);
  t.deepEqual(structuredClone(activity()), expected);
  t.deepEqual(Object.entries(activity()), Object.entries(expected));
});

test('data can be replaced and deleted, as a field of any object', (t) => {
  const made = activity();
  made['data'] = 7;
  t.deepEqual(made, { id: '1', data: 7, name: 'page' });
  delete made['data'];
  t.deepEqual(made, { id: '1', name: 'page' });
  const other = activity();
  delete other['data'];
  t.deepEqual(other, { id: '1', name: 'page' });
});
