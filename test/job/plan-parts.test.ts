import test from 'ava';
import { planParts } from '../../lib/job/plan-parts.js';

test('runs that are smaller than a grain are one part, and are not even opened', async (t) => {
  const run = { file: '/no/such/run', bytes: 100 } as Parameters<typeof planParts>[0][number];
  const limits = { threads: 2, memory: 2 ** 20 };
  t.deepEqual(await planParts([run, run], { ...limits, grain: 1000 }), [{}]);
  t.deepEqual(await planParts([], { ...limits, grain: 1000 }), [{}]);
  await t.throwsAsync(planParts([run, run], { ...limits, grain: 50 }), {
    code: 'io',
    message: /\/no\/such\/run/,
  });
});

test('a part is not smaller than a grain, however little memory there is', async (t) => {
  const run = { file: '/no/such/run', bytes: 200 } as Parameters<typeof planParts>[0][number];
  t.deepEqual(await planParts([run], { threads: 8, grain: 200, memory: 4 }), [{}]);
});

test('one thread that merges all has no use for parts, but to tell how far it is', async (t) => {
  const run = { file: '/no/such/run', bytes: 2 ** 28 } as Parameters<typeof planParts>[0][number];
  const limits = { threads: 1, grain: 2 ** 20, memory: 2 ** 20 };
  t.deepEqual(await planParts([run], limits), [{}]);
  await t.throwsAsync(planParts([run, run], limits), { code: 'io', message: /\/no\/such\/run/ });
});
