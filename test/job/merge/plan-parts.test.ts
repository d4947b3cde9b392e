import test from 'ava';
import { planParts } from '../../../lib/job/merge/plan-parts.js';
import type { Activity } from '../../../lib/records/activity.js';
import type { Run } from '../../../lib/records/run.js';
import { withFolder } from '../../support/folder.js';
import { writeRuns } from '../../support/runs.js';

test('runs smaller than a grain are one part, and are not opened', async (t) => {
  const run = { file: '/no/such/run', bytes: 100 } as Parameters<typeof planParts>[0][number];
  const limits = { threads: 2, memory: 2 ** 20 };
  t.deepEqual(await planParts([run, run], { ...limits, grain: 1000 }), [{}]);
  t.deepEqual(await planParts([], { ...limits, grain: 1000 }), [{}]);
  await t.throwsAsync(planParts([run, run], { ...limits, grain: 50 }), {
    code: 'io',
    message: /\/no\/such\/run/,
  });
});

test('a part is not smaller than a grain, however little memory there is', async (t) => {
  const run = { file: '/no/such/run', bytes: 200 } as Parameters<typeof planParts>[0][number];
  t.deepEqual(await planParts([run], { threads: 8, grain: 200, memory: 4 }), [{}]);
});

test('one thread gets large parts, only for progress', async (t) => {
  const run = { file: '/no/such/run', bytes: 2 ** 28 } as Parameters<typeof planParts>[0][number];
  const limits = { threads: 1, grain: 2 ** 20, memory: 2 ** 20 };
  t.deepEqual(await planParts([run], limits), [{}]);
  await t.throwsAsync(planParts([run, run], limits), { code: 'io', message: /\/no\/such\/run/ });
});

test('parts get smaller towards the end, and follow each other through all users', (t) =>
  withFolder(async (folder) => {
    const users = Array.from({ length: 20_000 }, (_, index) => String(10_000 + index));
    const events = users.map(
      (user_id): Activity => ({ type: 'event', user_id, id: `id of ${user_id}`, name: 'page' }),
    );
    const runs = await writeRuns(folder, [events], 'bytes', false);
    const parts = await planParts(runs as Run[], { threads: 2, grain: 2 ** 14, memory: 2 ** 20 });
    const starts = parts.map(({ from }) =>
      Number(from === undefined ? 10_000 : Buffer.from(from).toString()),
    );
    const sizes = starts.map((start, index) => (starts[index + 1] ?? 30_000) - start);
    t.true(parts.length > 4);
    t.true(sizes[0]! > 2 * sizes.at(-1)!);
    t.deepEqual(
      parts.map(({ before }) => before).slice(0, -1),
      parts.slice(1).map(({ from }) => from),
    );
  }));
