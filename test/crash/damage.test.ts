import test from 'ava';
import { seedFor } from '../support/seed.js';
import { damageCampaign } from './damage.js';

// It replaces the file system under all of this process.

test('damage to saved work is refused by name, or does no harm', async (t) => {
  const seed = seedFor(t.title);
  const { cases, counts, failures } = await damageCampaign({ seed, cases: 100, oneIn: 250 });
  t.deepEqual(failures, []);
  t.true(cases >= 100);
  t.true(counts['refused']! > 0);
});
