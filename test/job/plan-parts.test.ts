import test from 'ava';
import { planParts } from '../../lib/job/plan-parts.js';

test('runs that are smaller than a grain are one part, and are not even opened', async (t) => {
  const run = { file: '/no/such/run', bytes: 100 } as Parameters<typeof planParts>[0][number];
  t.deepEqual(await planParts([run, run], 1000), [{}]);
  t.deepEqual(await planParts([], 1000), [{}]);
  await t.throwsAsync(planParts([run, run], 50), { code: 'io', message: /\/no\/such\/run/ });
});
