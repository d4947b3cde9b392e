import test from 'ava';
import type { BatchCounts } from '../../../lib/job/read/read-range.js';
import { readRangeInWorker } from '../../../lib/job/workers/read-range-in-worker.js';
import type { Run } from '../../../lib/records/run.js';
import { LINE, rangeTask } from '../../support/range-task.js';
import { startWorker } from '../../support/start-worker.js';

/** Does the tasks of all tests but the last, which it does not survive. */
const worker = await startWorker();
test.after.always(() => worker.end());

test.serial('a worker reads a range as the main thread does', async (t) => {
  const runs: Run[] = [];
  let bytes = 0;
  const listener = {
    onRun: (run: Run) => void runs.push(run),
    onBatch: (counts: BatchCounts) => {
      bytes += counts.bytes;
    },
  };
  t.true(await readRangeInWorker(worker, await rangeTask(5000), listener, new AbortController().signal));
  t.is(runs.length, 1);
  // All lines are copies of one.
  t.true(runs[0]!.records < 200);
  t.is(runs[0]!.position, LINE.length * 5000);
  t.is(runs[0]?.counters.events, 5000);
  t.is(bytes, LINE.length * 5000);
});

test.serial('a worker that is told to stop saves what it has read', async (t) => {
  const stop = new AbortController();
  const runs: Run[] = [];
  const listener = { onRun: (run: Run) => void runs.push(run), onBatch: () => stop.abort() };
  const task = { ...(await rangeTask(400_000)), checkpointEvery: 2 ** 20 };
  const whole = await readRangeInWorker(worker, task, listener, stop.signal);
  const reached = runs.at(-1)?.position ?? 0;
  t.is(reached % LINE.length, 0);
  t.is(whole, reached === LINE.length * 400_000);
});

test.serial('the error of a worker keeps its code and file', async (t) => {
  const { segments, ...rest } = await rangeTask(1);
  const task = { ...rest, segments: segments.map((segment) => ({ ...segment, path: '/no/such/source' })) };
  const listener = { onRun: () => {}, onBatch: () => {} };
  await t.throwsAsync(readRangeInWorker(worker, task, listener, new AbortController().signal), {
    name: 'SpillwayError',
    code: 'source-unreadable',
    message: /\/no\/such\/source/,
  });
});

test.serial('the error of a dead worker says where its range began, in bytes or values', async (t) => {
  await worker.end();
  const { segments, ...task } = await rangeTask(3);
  const [segment] = segments;
  for (const [input, unit] of [
    ['lines', 'byte'],
    ['json', 'value'],
  ] as const) {
    const reading = readRangeInWorker(
      worker,
      { ...task, input, segments: [{ ...segment!, position: 2 }] },
      { onRun: () => {}, onBatch: () => {} },
      new AbortController().signal,
    );
    await t.throwsAsync(reading, {
      code: 'worker-failed',
      message: new RegExp(`the worker reading ${segment!.path} from ${unit} 2 on failed: `),
    });
  }
});
