import { readFile } from 'node:fs/promises';
import test from 'ava';
import { stepCampaign } from './steps.js';

// It replaces the file system under all of this process.

test('killed before any step, and before any step of going on, a job comes to the right answer', async (t) => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const { cases, failures, names } = await stepCampaign({ seed, cases: 100, oneIn: 40 });
  t.deepEqual(failures, []);
  t.true(cases >= 100);
  const listed = await readFile(new URL('../../../docs/reliability.md', import.meta.url), 'utf8');
  for (const name of names) t.true(listed.includes(`\`${name}\``), `${name} is not in docs/reliability.md`);
});
