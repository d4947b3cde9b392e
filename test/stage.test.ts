import { once } from 'node:events';
import { addAbortSignal } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate, setTimeout } from 'node:timers/promises';
import test from 'ava';
import { stage } from '../lib/stage.js';
import { inputsTaken, through } from './support/through.js';

const echo = () =>
  stage<number, number>(async function* (source) {
    yield* source;
  });

test('passes on what the body yields, even at the end', async (t) => {
  const sums = stage<number, number>(async function* (source) {
    let sum = 0;
    for await (const number of source) {
      sum += number;
      if (sum % 2 === 0) yield sum;
    }
    yield -sum;
  });
  t.deepEqual(await through([1, 1, 2, 1], sums), [2, 4, -5]);
  t.deepEqual(await through([], echo()), []);
});

test('an error that is thrown anywhere becomes an error of the stream', async (t) => {
  for (const place of ['first', 'item', 'end']) {
    const failing = stage<number, number>(async function* (source) {
      if (place === 'first') throw new Error(place);
      for await (const number of source) {
        if (place === 'item') throw new Error(place);
        yield number;
      }
      throw new Error(place);
    });
    await t.throwsAsync(through([1, 2, 3], failing), { message: place });
  }
});

test('an error of the source passes through a chain of stages', async (t) => {
  async function* failing() {
    yield 1;
    throw new Error('upstream');
  }
  await t.throwsAsync(through(failing(), echo(), echo()), { message: 'upstream' });
});

test('waits for its reader', async (t) => {
  const taken = await inputsTaken(echo(), () => 1, 1000);
  t.true(taken > 0 && taken < 12, `${taken} were read ahead`);
});

test('when a stage is destroyed half-way, its source throws and the body unwinds', async (t) => {
  const events: string[] = [];
  const watched = stage<number, number>(async function* (source) {
    try {
      yield* source;
      events.push('believed that all was read');
    } finally {
      events.push('unwound');
    }
  });
  watched.write(1);
  await once(watched, 'readable');
  watched.destroy();
  await once(watched, 'close');
  await setImmediate();
  t.deepEqual(events, ['unwound']);
});

test('unread output is discarded once, after the body has ended', async (t) => {
  for (const reads of [0, 1, 2]) {
    let discarded = 0;
    const watched = stage<number, number>(
      async function* (source) {
        yield* source;
      },
      async () => {
        discarded++;
      },
    );
    watched.write(1);
    watched.end(2);
    for (let read = 0; read < reads; read++) {
      if (watched.readableLength === 0) await once(watched, 'readable');
      watched.read();
    }
    watched.destroy();
    await setImmediate();
    await setImmediate();
    t.is(discarded, 1, `${reads} read`);
  }
});

test('output that was read completely is not discarded', async (t) => {
  let discarded = 0;
  const watched = stage<number, number>(
    async function* (source) {
      yield* source;
    },
    async () => {
      discarded++;
    },
  );
  t.deepEqual(await through([1, 2, 3], watched), [1, 2, 3]);
  await setImmediate();
  t.is(discarded, 0);
});

test("node's pipeline rejects with the error of a function that reads a stage, not with the close of the stage", async (t) => {
  const running = pipeline([1, 2, 3], echo(), async (source: AsyncIterable<number>) => {
    try {
      for await (const _ of source) throw new Error('the cause');
    } finally {
      await setTimeout(5);
    }
  });
  await t.throwsAsync(running, { message: 'the cause' });
});

test('a stage that is stopped by a signal fails with the abort', async (t) => {
  const stop = new AbortController();
  const stopped = addAbortSignal(stop.signal, echo());
  const failed = once(stopped, 'error');
  stop.abort();
  t.like(await failed, [{ name: 'AbortError' }]);
});
