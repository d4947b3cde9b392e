import test from 'ava';
import { seedFor } from '../support/seed.js';
import { threadDamageCampaign } from './thread-damage.js';

test('damage to the saved work of several workers is refused by name, or does no harm', async (t) => {
  const seed = seedFor(t.title);
  const { cases, failures } = await threadDamageCampaign({ seed, cases: 4 });
  t.deepEqual(failures, []);
  t.is(cases, 4);
});
