import { getEventListeners } from 'node:events';
import test from 'ava';
import { untilStopped } from '../../lib/async/until-stopped.js';

/** Yields the numbers from 1, and notes when it is closed. */
async function* count(log: string[], end = Number.POSITIVE_INFINITY): AsyncGenerator<number, void, void> {
  try {
    for (let number = 1; number <= end; number++) yield number;
  } finally {
    log.push('closed');
  }
}

/** A source whose first value never comes. */
function silent(log: string[]): AsyncIterable<number> {
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise(() => {}),
      // A generator that waits for input closes only after that input came: here, never.
      return: () => {
        log.push('return');
        return new Promise(() => {});
      },
    }),
  };
}

async function valuesOf(source: AsyncIterable<number>, stop: AbortSignal): Promise<number[]> {
  const values: number[] = [];
  for await (const value of untilStopped(source, stop)) values.push(value);
  return values;
}

test('without a stop, everything from the source passes', async (t) => {
  const { signal } = new AbortController();
  const log: string[] = [];
  t.deepEqual(await valuesOf(count(log, 3), signal), [1, 2, 3]);
  t.deepEqual(log, ['closed']);
  t.deepEqual(await valuesOf(count([], 0), signal), []);
});

test('a stop between two values ends the iteration before the next one, and closes the source', async (t) => {
  const stop = new AbortController();
  const log: string[] = [];
  const values: number[] = [];
  for await (const value of untilStopped(count(log), stop.signal)) {
    values.push(value);
    if (value === 3) stop.abort();
  }
  t.deepEqual(values, [1, 2, 3]);
  t.deepEqual(log, ['closed']);
});

test('a stop ends a pending wait, and does not wait for the source to close', async (t) => {
  const stop = new AbortController();
  const log: string[] = [];
  const waiting = valuesOf(silent(log), stop.signal);
  await new Promise(setImmediate);
  t.deepEqual(log, []);
  stop.abort();
  t.deepEqual(await waiting, []);
  t.deepEqual(log, ['return']);
});

test('if stopped from the start, the source is not asked for a value', async (t) => {
  let asked = 0;
  const source = {
    [Symbol.asyncIterator]: () => ({
      next: async () => ({ done: false, value: ++asked }) as const,
    }),
  };
  t.deepEqual(await valuesOf(source, AbortSignal.abort()), []);
  t.is(asked, 0);
});

test('a failure of the source passes, and a failure to close it does not', async (t) => {
  const { signal } = new AbortController();
  const failing = (next: () => Promise<IteratorResult<number>>) => ({
    [Symbol.asyncIterator]: () => ({
      next,
      return: () => Promise.reject(new Error('cannot close')),
    }),
  });
  await t.throwsAsync(
    valuesOf(
      failing(() => Promise.reject(new Error('cannot read'))),
      signal,
    ),
    { message: 'cannot read' },
  );
  t.deepEqual(
    await valuesOf(
      failing(async () => ({ done: true, value: undefined })),
      signal,
    ),
    [],
  );
});

test('leaving the loop early closes the source', async (t) => {
  const { signal } = new AbortController();
  const log: string[] = [];
  for await (const value of untilStopped(count(log), signal)) if (value === 2) break;
  await new Promise(setImmediate);
  t.deepEqual(log, ['closed']);
});

test('no listener stays behind on the signal', async (t) => {
  const { signal } = new AbortController();
  for await (const value of untilStopped(count([], 100), signal)) {
    t.is(getEventListeners(signal, 'abort').length, 0);
    t.true(value > 0);
  }
  t.is(getEventListeners(signal, 'abort').length, 0);
});
