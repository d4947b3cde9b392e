import test from 'ava';
import { faultCampaign } from './faults.js';

// It replaces the file system under all of this process.

test('names each fault of the system, leaves nothing half, and succeeds without it', async (t) => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const { cases, failures } = await faultCampaign({ seed, cases: 120, oneIn: 60 });
  t.deepEqual(failures, []);
  t.true(cases >= 120);
});
