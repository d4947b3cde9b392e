import test from 'ava';
import { slicesOf, turnOfEventLoop, valuesOf } from '../../lib/async/slices.js';

async function* count(to: number): AsyncGenerator<number, void, void> {
  for (let number = 1; number <= to; number++) yield number;
}

async function* sliced(slices: readonly (readonly number[])[]) {
  yield* slices;
}

async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}

test('values become slices of one each', async (t) => {
  const slices = await collect(slicesOf(count(3)));
  t.deepEqual(
    slices.map((slice) => [...slice]),
    [[1], [2], [3]],
  );
});

test('the values of slices follow each other', async (t) => {
  t.deepEqual(await collect(valuesOf(sliced([[1, 2], [], [3]]))), [1, 2, 3]);
});

test('a reader that leaves closes the slice and its source', async (t) => {
  const closed: string[] = [];
  function* slice() {
    try {
      yield 1;
      yield 2;
    } finally {
      closed.push('slice');
    }
  }
  async function* source() {
    try {
      yield slice();
      yield slice();
    } finally {
      closed.push('source');
    }
  }
  for await (const value of valuesOf(source())) if (value === 1) break;
  t.deepEqual(closed, ['slice', 'source']);
});

test('in a turn of the event loop what waits for it is done', async (t) => {
  let done = false;
  setImmediate(() => {
    done = true;
  });
  await Promise.resolve();
  t.false(done);
  await turnOfEventLoop();
  t.true(done);
});
