import { readFile } from 'node:fs/promises';
import test from 'ava';
import { seedFor } from '../support/seed.js';
import { STEPS } from '../support/steps.js';
import { stepCampaign } from './steps.js';

// It replaces the file system under all of this process.

test('a job that is killed before any step, and before any step after resuming, gives the right answer', async (t) => {
  const seed = seedFor(t.title);
  const { cases, failures } = await stepCampaign({ seed, cases: 60, oneIn: 60 });
  t.deepEqual(failures, []);
  t.true(cases >= 60);
});

test('docs/reliability.md lists each step', async (t) => {
  const listed = await readFile(new URL('../../../docs/reliability.md', import.meta.url), 'utf8');
  for (const name of STEPS) t.true(listed.includes(`\`${name}\``), name);
});
