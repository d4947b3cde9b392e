import test from 'ava';
import { settledWithin } from '../../lib/async/settled-within.js';

test('does not wait longer than it may for what never settles', async (t) => {
  await settledWithin(new Promise(() => {}), 5);
  t.pass();
});

test('does not wait on for what has settled, however it did', async (t) => {
  await settledWithin(Promise.resolve(), 10 ** 7);
  await settledWithin(Promise.reject(new Error('not told')), 10 ** 7);
  t.pass();
});
