import test from 'ava';
import { settledWithin } from '../../lib/async/settled-within.js';

test('stops waiting for a promise that never settles when the time is up', async (t) => {
  await settledWithin(new Promise(() => {}), 5);
  t.pass();
});

test('resolves as soon as the promise resolves or rejects', async (t) => {
  await settledWithin(Promise.resolve(), 10 ** 7);
  await settledWithin(Promise.reject(new Error('not told')), 10 ** 7);
  t.pass();
});
