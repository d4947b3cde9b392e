import test from 'ava';
import { seedFor } from '../support/seed.js';
import { threadFaultCampaign } from './thread-faults.js';

test('the command names each fault in any thread, leaves nothing, and succeeds without the fault', async (t) => {
  const seed = seedFor(t.title);
  const { cases, bit, failures } = await threadFaultCampaign({ seed, cases: 5 });
  t.deepEqual(failures, []);
  t.is(cases, 5);
  t.true(bit! > 0);
});
