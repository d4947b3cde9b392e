import { setTimeout } from 'node:timers/promises';
import test from 'ava';
import { withTicks } from '../../lib/async/with-ticks.js';

async function* slices(wait: number) {
  yield [1, 2];
  await setTimeout(wait);
  yield [3];
}

async function listOf<T>(source: AsyncIterable<Iterable<T>>): Promise<T[][]> {
  const all: T[][] = [];
  for await (const slice of source) all.push([...slice]);
  return all;
}

test('an empty slice comes whenever the source takes too long, and no value is lost', async (t) => {
  const all = await listOf(withTicks(slices(200), 5));
  t.true(all.length > 3);
  t.deepEqual(all.flat(), [1, 2, 3]);
  t.deepEqual(await listOf(withTicks(slices(0), undefined)), [[1, 2], [3]]);
});

test('ending early ends the source, and its failure is passed on', async (t) => {
  let closed = false;
  async function* source() {
    try {
      yield [1];
      throw new Error('mine');
    } finally {
      closed = true;
    }
  }
  for await (const _ of withTicks(source(), 1000)) break;
  await setTimeout(1);
  t.true(closed);
  await t.throwsAsync(listOf(withTicks(source(), 1000)), { message: 'mine' });
});
