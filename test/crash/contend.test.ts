import test from 'ava';
import { seedFor } from '../support/seed.js';
import { contendCampaign } from './contend.js';

test('one of eight processes works, and the others name it', async (t) => {
  const seed = seedFor(t.title);
  const { cases, failures } = await contendCampaign({ seed, cases: 25 });
  t.deepEqual(failures, []);
  t.is(cases, 25);
});
