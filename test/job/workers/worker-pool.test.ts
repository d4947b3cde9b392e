import test from 'ava';
import { WorkerPool } from '../../../lib/job/workers/worker-pool.js';
import type { WorkerThread } from '../../../lib/job/workers/worker-thread.js';
import { startWorker } from '../../support/start-worker.js';

test('idle workers are taken before new ones are started', async (t) => {
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

test('ending the pool ends all workers, including busy ones', async (t) => {
  const pool = new WorkerPool();
  const [worker] = await pool.take(1);
  const task = { kind: 'merge', task: {} as never, output: undefined } as const;
  const merging = worker!.perform('merging', task, () => {});
  await pool.end();
  await t.throwsAsync(merging, { code: 'worker-failed' });
});

test('there are fewer workers, or none, if the system has no threads for more', async (t) => {
  let room = 2;
  const pool = new WorkerPool(async () => (room-- > 0 ? startWorker() : undefined));
  t.is((await pool.take(3)).length, 2);
  t.is((await pool.take(3)).length, 0);
  await pool.end();
});

test('a worker that fails to start fails the pool, and the others are ended', async (t) => {
  let started: WorkerThread | undefined;
  let starts = 0;
  const pool = new WorkerPool(async () => {
    if (++starts === 1) throw new Error('a part is missing');
    started = await startWorker();
    return started;
  });
  await t.throwsAsync(pool.take(2), { message: 'a part is missing' });
  await pool.end();
  const task = { kind: 'merge', task: {} as never, output: undefined } as const;
  await t.throwsAsync(
    started!.perform('merging', task, () => {}),
    { code: 'worker-failed' },
  );
});
