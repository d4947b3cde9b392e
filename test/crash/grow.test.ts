import test from 'ava';
import { seedFor } from '../support/seed.js';
import { growthCampaign } from './grow.js';

// It replaces the file system under all of this process.

test('a job that is killed before any step, and whose source then grows, gives the answer of the whole source', async (t) => {
  const seed = seedFor(t.title);
  const { failures, counts } = await growthCampaign({ seed, cases: 150, oneIn: 5 });
  t.deepEqual(failures, []);
  t.true(counts['that end amid a line']! > 0);
  t.true(counts['resumed']! > 0);
});
