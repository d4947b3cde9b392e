import test from 'ava';
import { readRangeInWorker } from '../../lib/job/read-range-in-worker.js';
import { rangeTask } from '../support/range-task.js';
import { startWorker } from '../support/start-worker.js';

test('what fails while a message is dealt with ends the worker', async (t) => {
  const listener = {
    onRun: () => {
      throw new Error('no room');
    },
    onBatch: () => {},
  };
  const reading = readRangeInWorker(
    await startWorker(),
    await rangeTask(10),
    listener,
    new AbortController().signal,
  );
  await t.throwsAsync(reading, { message: 'no room' });
});

test('a worker that dies is reported with what it was doing, and does nothing any more', async (t) => {
  const task = await rangeTask(100_000);
  const worker = await startWorker();
  const reading = worker.perform('reading the log', { kind: 'read-range', task }, () => {});
  void worker.end();
  const died = {
    code: 'worker-failed',
    message: /the worker reading the log failed: it was ended/,
  };
  await t.throwsAsync(reading, died);
  await t.throwsAsync(
    worker.perform('reading the log', { kind: 'read-range', task }, () => {}),
    died,
  );
});
