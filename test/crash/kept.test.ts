import test from 'ava';
import { keptCampaign } from './kept.js';

test('updates of kept work that are killed give the answer and the changes of those that are not', async (t) => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const { cases, failures } = await keptCampaign({ seed, cases: 3 });
  t.deepEqual(failures, []);
  t.true(cases >= 3);
});
