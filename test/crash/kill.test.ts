import test from 'ava';
import { seedFor } from '../support/seed.js';
import { killCampaign } from './kill.js';

test('the command gives the same bytes however often it is killed, and leaves nothing else', async (t) => {
  const seed = seedFor(t.title);
  const { cases, failures } = await killCampaign({ seed, cases: 4 });
  t.deepEqual(failures, []);
  t.true(cases >= 4);
});
