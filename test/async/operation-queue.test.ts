import { setImmediate as later } from 'node:timers/promises';
import test from 'ava';
import { OperationQueue } from '../../lib/async/operation-queue.js';

test('operations run one at a time, in the order of the calls', async (t) => {
  const queue = new OperationQueue();
  const steps: string[] = [];
  const operation = (name: string, rounds: number) => async () => {
    steps.push(`${name} begins`);
    for (let round = 0; round < rounds; round++) await later();
    steps.push(`${name} ends`);
    return name;
  };
  t.deepEqual(await Promise.all([queue.run(operation('a', 3)), queue.run(operation('b', 0))]), ['a', 'b']);
  t.deepEqual(steps, ['a begins', 'a ends', 'b begins', 'b ends']);
});

test('an operation that fails does not affect the next one', async (t) => {
  const queue = new OperationQueue();
  const failing = queue.run(async () => {
    throw new Error('mine');
  });
  const next = queue.run(async () => 'well');
  await t.throwsAsync(failing, { message: 'mine' });
  t.is(await next, 'well');
});
