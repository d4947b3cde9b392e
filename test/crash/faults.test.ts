import test from 'ava';
import { seedFor } from '../support/seed.js';
import { faultCampaign } from './faults.js';

// It replaces the file system under all of this process.

test('a job names each fault, leaves no half output, and succeeds without the fault', async (t) => {
  const seed = seedFor(t.title);
  const { cases, failures } = await faultCampaign({ seed, cases: 120, oneIn: 60 });
  t.deepEqual(failures, []);
  t.true(cases >= 120);
});
