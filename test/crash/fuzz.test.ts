import test from 'ava';
import { fuzzCampaign } from './fuzz.js';

test('mutated lines give what the plain reading gives', async (t) => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const { cases, counts, failures } = await fuzzCampaign({ seed, cases: 30_000 });
  t.deepEqual(failures, []);
  t.true(cases >= 30_000);
  t.true(counts['lines rejected']! > 1000);
});
