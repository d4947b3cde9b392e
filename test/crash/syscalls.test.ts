import test from 'ava';
import { seedFor } from '../support/seed.js';
import { canTrace, syscallCampaign } from './syscalls.js';

// strace is not everywhere, and may not be allowed to trace.
const whereTraced = canTrace() ? test : test.skip;

whereTraced(
  'killed as it enters a system call, or told that it failed, the command comes to the same bytes',
  async (t) => {
    const seed = seedFor(t.title);
    const { cases, bit, failures } = await syscallCampaign({ seed, cases: 4, oneIn: 10 });
    t.deepEqual(failures, []);
    t.true(cases > 0);
    t.true(bit! > 0);
  },
);
