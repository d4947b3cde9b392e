import test from 'ava';
import { oneAhead } from '../../lib/async/one-ahead.js';

async function* count(log: string[], failAt = Number.POSITIVE_INFINITY): AsyncGenerator<number, void, void> {
  try {
    for (let number = 1; number <= 3; number++) {
      if (number === failAt) throw new Error('no more');
      log.push(`made ${number}`);
      yield number;
    }
  } finally {
    log.push('over');
  }
}

test('the next value is made while the current one is used', async (t) => {
  const log: string[] = [];
  for await (const number of oneAhead(count(log))) {
    await new Promise(setImmediate);
    log.push(`used ${number}`);
  }
  t.deepEqual(log, ['made 1', 'made 2', 'used 1', 'made 3', 'used 2', 'over', 'used 3']);
});

test('a failure reaches the reader after the values before it', async (t) => {
  const seen: number[] = [];
  const reading = async () => {
    for await (const number of oneAhead(count([], 2))) seen.push(number);
  };
  await t.throwsAsync(reading(), { message: 'no more' });
  t.deepEqual(seen, [1]);
});

test('ending the loop early closes the source', async (t) => {
  const log: string[] = [];
  for await (const _ of oneAhead(count(log))) break;
  t.deepEqual(log, ['made 1', 'made 2', 'over']);
});
