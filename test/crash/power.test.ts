import test from 'ava';
import { seedFor } from '../support/seed.js';
import { powerCampaign } from './power.js';

// They replace the file system under all of this process, so one at a time.

test.serial('a job resumes from any state that a power cut leaves, and gives the right answer', async (t) => {
  const seed = seedFor(t.title);
  const { cases, failures } = await powerCampaign({ seed, cases: 200 });
  t.deepEqual(failures, []);
  t.true(cases >= 200);
});

test.serial('the campaign detects a disk that does not sync files', async (t) => {
  const { failures } = await powerCampaign({ seed: 1, cases: 3000, syncs: (kind) => kind === 'directory' });
  t.true(failures.length > 0);
});

test.serial('the campaign detects a disk that does not sync directories', async (t) => {
  const { failures } = await powerCampaign({ seed: 1, cases: 3000, syncs: (kind) => kind === 'file' });
  t.true(failures.length > 0);
});
