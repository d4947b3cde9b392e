import test from 'ava';
import { contendCampaign } from './contend.js';

test('one of eight processes works, and the others name it', async (t) => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const { cases, failures } = await contendCampaign({ seed, cases: 25 });
  t.deepEqual(failures, []);
  t.is(cases, 25);
});
