import test from 'ava';
import { canMount, fullDiskCampaign } from './full.js';

// File systems may only be mounted by root, and not even by root everywhere.
const whereMounted = (await canMount()) ? test : test.skip;

whereMounted('a full disk is reported, and the command resumes once there is room', async (t) => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const { cases, bit, failures } = await fullDiskCampaign({ seed, cases: 4, oneIn: 20 });
  t.deepEqual(failures, []);
  t.is(cases, 4);
  t.true(bit! > 0);
});
