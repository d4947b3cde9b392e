import test from 'ava';
import { seedFor } from '../support/seed.js';
import { canCap, memoryCampaign } from './memory.js';

// Control groups may only be made by root, and not even by root everywhere.
const whereCapped = canCap() ? test : test.skip;

whereCapped('a line of a gigabyte, and a job, under a hard cap of memory', async (t) => {
  const seed = seedFor(t.title);
  const { cases, failures } = await memoryCampaign({ seed, cases: 2, events: 20_000 });
  t.deepEqual(failures, []);
  t.is(cases, 2);
});
