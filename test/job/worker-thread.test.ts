import test from 'ava';
import { readRangeInWorker } from '../../lib/job/read-range-in-worker.js';
import { WorkerThread } from '../../lib/job/worker-thread.js';
import { rangeTask } from '../support/range-task.js';

test('what fails while a message is dealt with ends the worker', async (t) => {
  const listener = {
    onRun: () => {
      throw new Error('no room');
    },
    onBatch: () => {},
  };
  const reading = readRangeInWorker(
    await WorkerThread.start(),
    await rangeTask(10),
    listener,
    new AbortController().signal,
  );
  await t.throwsAsync(reading, { message: 'no room' });
});

test('a worker that dies is reported with what it was doing, and does nothing any more', async (t) => {
  const task = await rangeTask(100_000);
  const worker = await WorkerThread.start();
  const reading = worker.perform('reading the log', { kind: 'read-range', task }, () => {});
  void worker.end();
  const died = {
    code: 'worker-failed',
    message: /the worker reading the log failed: it ended with exit code \d/,
  };
  await t.throwsAsync(reading, died);
  await t.throwsAsync(
    worker.perform('reading the log', { kind: 'read-range', task }, () => {}),
    died,
  );
});
