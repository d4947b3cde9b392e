import test from 'ava';
import * as onDemand from '../lib/on-demand.js';

const CALLS = Object.entries(onDemand) as [string, (...given: unknown[]) => Promise<unknown>][];

for (const [name, call] of CALLS) {
  test(`${name} has its name, and what is wrong with its arguments is told by a rejection`, async (t) => {
    t.is(call.name, name);
    const result = call({ unknown: 1 }, { unknown: 1 }, { unknown: 1 });
    t.true(result instanceof Promise);
    await t.throwsAsync(result);
  });
}
