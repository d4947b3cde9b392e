import test from 'ava';
import { canCutPower } from '../support/ext4-disk.js';
import { seedFor } from '../support/seed.js';
import { cutCampaign } from './cut.js';

// It takes root, a loop device and python3 for the one call that node has no name for.
const whereCut = (await canCutPower()) ? test : test.skip;

whereCut('the command resumes after a power cut of a real file system', async (t) => {
  const seed = seedFor(t.title);
  const { cases, failures } = await cutCampaign({ seed, cases: 3 });
  t.deepEqual(failures, []);
  t.true(cases >= 3);
});
