import test from 'ava';
import { seedFor } from '../support/seed.js';
import { canMount, fullDiskCampaign } from './full.js';

// File systems may only be mounted by root, and not even by root everywhere.
const whereMounted = (await canMount()) ? test : test.skip;

whereMounted('a full disk is reported, and the command resumes once there is room', async (t) => {
  const seed = seedFor(t.title);
  const { cases, bit, failures } = await fullDiskCampaign({ seed, cases: 4, oneIn: 20 });
  t.deepEqual(failures, []);
  t.is(cases, 4);
  t.true(bit! > 0);
});
