import { setImmediate } from 'node:timers/promises';
import test from 'ava';
import { inParallel } from '../../lib/async/in-parallel.js';

const NUMBERS = Array.from({ length: 100 }, (_, index) => index);

test('gives the results in the order of the items', async (t) => {
  const doubled = await inParallel(NUMBERS, async (number) => {
    if (number % 3 === 0) await setImmediate();
    return 2 * number;
  });
  t.deepEqual(
    doubled,
    NUMBERS.map((number) => 2 * number),
  );
});

test('runs only a limited number of operations at a time', async (t) => {
  let running = 0;
  let most = 0;
  await inParallel(NUMBERS, async () => {
    most = Math.max(most, ++running);
    await setImmediate();
    running--;
  });
  t.true(most > 1 && most < 50, `${most} at once`);
});

test('starts nothing after a failure, and rejects with the first one when all started operations have ended', async (t) => {
  const begun: number[] = [];
  let ended = 0;
  const failing = inParallel(NUMBERS, async (number) => {
    begun.push(number);
    await setImmediate();
    if (number !== 5) await setImmediate();
    ended++;
    if (number >= 5) throw new Error(`failure of ${number}`);
  });
  await t.throwsAsync(failing, { message: 'failure of 5' });
  t.is(ended, begun.length);
  t.true(begun.length < 20, `${begun.length} were begun`);
});
