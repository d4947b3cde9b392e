import { setImmediate as later } from 'node:timers/promises';
import test from 'ava';
import { Turns } from '../../lib/async/in-turn.js';

test('one after the other, in the order in which they were asked for', async (t) => {
  const turns = new Turns();
  const steps: string[] = [];
  const operation = (name: string, rounds: number) => async () => {
    steps.push(`${name} begins`);
    for (let round = 0; round < rounds; round++) await later();
    steps.push(`${name} ends`);
    return name;
  };
  t.deepEqual(await Promise.all([turns.take(operation('a', 3)), turns.take(operation('b', 0))]), ['a', 'b']);
  t.deepEqual(steps, ['a begins', 'a ends', 'b begins', 'b ends']);
});

test('one that fails fails alone', async (t) => {
  const turns = new Turns();
  const failing = turns.take(async () => {
    throw new Error('mine');
  });
  const next = turns.take(async () => 'well');
  await t.throwsAsync(failing, { message: 'mine' });
  t.is(await next, 'well');
});
