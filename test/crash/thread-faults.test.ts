import test from 'ava';
import { threadFaultCampaign } from './thread-faults.js';

test('names each fault in any thread of the command, leaves nothing, and succeeds without it', async (t) => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const { cases, bit, failures } = await threadFaultCampaign({ seed, cases: 5 });
  t.deepEqual(failures, []);
  t.is(cases, 5);
  t.true(bit! > 0);
});
