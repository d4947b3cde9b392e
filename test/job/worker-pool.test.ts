import test from 'ava';
import { WorkerPool } from '../../lib/job/worker-pool.js';

test('workers that are given back are taken again, before new ones are started', async (t) => {
  const pool = new WorkerPool();
  const [first] = await pool.take(1);
  const [second] = await pool.take(1);
  t.not(first, second);
  pool.give([first!]);
  const both = await pool.take(2);
  t.is(both[0], first);
  t.not(both[1], second);
  await pool.end();
});

test('all workers are ended, those that are in use, too', async (t) => {
  const pool = new WorkerPool();
  const [worker] = await pool.take(1);
  const task = { kind: 'merge', task: {} as never, output: undefined } as const;
  const merging = worker!.perform('merging', task, () => {});
  await pool.end();
  await t.throwsAsync(merging, { code: 'worker-failed' });
});
