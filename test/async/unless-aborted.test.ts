import { setTimeout } from 'node:timers/promises';
import test from 'ava';
import { unlessAborted } from '../../lib/async/unless-aborted.js';

test('settles like the promise if the signal is not aborted', async (t) => {
  const { signal } = new AbortController();
  for (const either of [signal, undefined]) {
    t.is(await unlessAborted(Promise.resolve(7), either), 7);
    await t.throwsAsync(unlessAborted(Promise.reject(new Error('broken')), either), { message: 'broken' });
  }
});

test('rejects at once if the signal is aborted, before or during the wait', async (t) => {
  const reason = new Error('enough');
  const never = new Promise(() => {});
  await t.throwsAsync(unlessAborted(never, AbortSignal.abort(reason)), { is: reason });
  const stop = new AbortController();
  const waiting = unlessAborted(never, stop.signal);
  await setTimeout(1);
  stop.abort(reason);
  await t.throwsAsync(waiting, { is: reason });
});
