import { writeFile } from 'node:fs/promises';
import test from 'ava';
import { dir } from 'tmp-promise';
import type { BatchCounts, RangeTask } from '../../lib/job/read-range.js';
import { readRangeInWorker } from '../../lib/job/read-range-in-worker.js';
import { WorkerThread } from '../../lib/job/worker-thread.js';
import type { Run } from '../../lib/records/run.js';
import { segmentsOf } from '../support/segments-of.js';

const LINE = `${JSON.stringify({ user_id: '1', type: 'event', id: 'e', name: 'page' })}\n`;

/** Does the tasks of all tests but those that it does not survive. */
const worker = await WorkerThread.start();
test.after.always(() => worker.end());

async function taskIn(lines: number): Promise<RangeTask> {
  const { path } = await dir({ unsafeCleanup: true });
  await writeFile(`${path}/source`, LINE.repeat(lines));
  return {
    segments: await segmentsOf(`${path}/source`),
    input: 'lines',
    named: false,
    directory: path,
    rejects: undefined,
    rejected: 0,
    maxRejects: 10,
    memory: 2 ** 20,
    checkpointEvery: 2 ** 30,
    map: undefined,
    maxLine: 2 ** 20,
    delimiters: 'reject',
    order: 'bytes',
  };
}

test.serial('a range is read in a worker as it is read here', async (t) => {
  const runs: Run[] = [];
  let bytes = 0;
  const listener = {
    onRun: (run: Run) => void runs.push(run),
    onBatch: (counts: BatchCounts) => {
      bytes += counts.bytes;
    },
  };
  t.true(await readRangeInWorker(worker, await taskIn(5000), listener, new AbortController().signal));
  t.is(runs.length, 1);
  t.like(runs[0], { rows: 1, users: 1, position: LINE.length * 5000 });
  t.is(runs[0]?.counters.events, 5000);
  t.is(bytes, LINE.length * 5000);
});

test.serial('told to stop, a worker saves what it has read', async (t) => {
  const stop = new AbortController();
  const runs: Run[] = [];
  const listener = { onRun: (run: Run) => void runs.push(run), onBatch: () => stop.abort() };
  const task = { ...(await taskIn(400_000)), checkpointEvery: 2 ** 20 };
  const whole = await readRangeInWorker(worker, task, listener, stop.signal);
  const reached = runs.at(-1)?.position ?? 0;
  t.is(reached % LINE.length, 0);
  t.is(whole, reached === LINE.length * 400_000);
});

test.serial('an error of a worker arrives with its code and file', async (t) => {
  const { segments, ...rest } = await taskIn(1);
  const task = { ...rest, segments: segments.map((segment) => ({ ...segment, path: '/no/such/source' })) };
  const listener = { onRun: () => {}, onBatch: () => {} };
  await t.throwsAsync(readRangeInWorker(worker, task, listener, new AbortController().signal), {
    name: 'SpillwayError',
    code: 'source-unreadable',
    message: /\/no\/such\/source/,
  });
});

test('what fails while a message is dealt with ends the worker', async (t) => {
  const listener = {
    onRun: () => {
      throw new Error('no room');
    },
    onBatch: () => {},
  };
  const reading = readRangeInWorker(
    await WorkerThread.start(),
    await taskIn(10),
    listener,
    new AbortController().signal,
  );
  await t.throwsAsync(reading, { message: 'no room' });
});

test('a worker that dies is reported with what it was doing, and does nothing any more', async (t) => {
  const task = await taskIn(100_000);
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
