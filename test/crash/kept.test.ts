import test from 'ava';
import { seedFor } from '../support/seed.js';
import { keptCampaign } from './kept.js';

test('updates of kept work that are killed give the answer and the changes of those that are not', async (t) => {
  const seed = seedFor(t.title);
  const { cases, failures } = await keptCampaign({ seed, cases: 3 });
  t.deepEqual(failures, []);
  t.true(cases >= 3);
});
