import { setTimeout } from 'node:timers/promises';
import test from 'ava';
import { unlessAborted } from '../../lib/async/unless-aborted.js';

test('it comes to what the promise comes to', async (t) => {
  const { signal } = new AbortController();
  for (const either of [signal, undefined]) {
    t.is(await unlessAborted(Promise.resolve(7), either), 7);
    await t.throwsAsync(unlessAborted(Promise.reject(new Error('broken')), either), { message: 'broken' });
  }
});

test('it does not wait once it is aborted, before or while it waits', async (t) => {
  const reason = new Error('enough');
  const never = new Promise(() => {});
  await t.throwsAsync(unlessAborted(never, AbortSignal.abort(reason)), { is: reason });
  const stop = new AbortController();
  const waiting = unlessAborted(never, stop.signal);
  await setTimeout(1);
  stop.abort(reason);
  await t.throwsAsync(waiting, { is: reason });
});
