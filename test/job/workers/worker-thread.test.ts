import { closeSync, openSync, readdirSync, readlinkSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import test from 'ava';
import type { MergeTask } from '../../../lib/job/merge/merge-part.js';
import { readRangeInWorker } from '../../../lib/job/workers/read-range-in-worker.js';
import type { Activity } from '../../../lib/records/activity.js';
import { NO_COUNTERS } from '../../../lib/records/counters.js';
import { withFolder } from '../../support/folder.js';
import { rangeTask } from '../../support/range-task.js';
import { writeRuns } from '../../support/runs.js';
import { startWorker } from '../../support/start-worker.js';

test('a message handler that fails ends the worker', async (t) => {
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

test('a dead worker is reported with its task, and takes no other task', async (t) => {
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

const TURNS = 16;

/** A merge that opens and closes many files, over and over: 300 runs of one event each. */
async function manyFiles(directory: string): Promise<MergeTask> {
  const activities = Array.from({ length: 300 }, (_, run): Activity[] => [
    { type: 'event', user_id: `${run}`, id: 'e', name: 'page' },
  ]);
  const about = { rows: 1, source: 0, position: 0, counters: NO_COUNTERS, rejectsLength: 0 };
  const runs = (await writeRuns(directory, activities, 'bytes', { temporary: false })).map((run) => ({
    ...run,
    ...about,
  }));
  const output = { format: 'line', delimiters: 'escape', emptySections: 'keep' } as const;
  return {
    ...{ runs, directory, memory: 2 ** 26, ...output },
    countNames: false,
  };
}

/** What a descriptor is open on; those that node has for itself are on no file, and come and go. */
function fileOf(descriptor: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return '';
  }
}

const onLinux = process.platform === 'linux' ? test.serial : test.skip;

onLinux('workers that are ended while they open files leave none open', (t) =>
  withFolder(async (folder) => {
    const task = await manyFiles(folder);
    const openFiles = () =>
      readdirSync('/proc/self/fd')
        .map(fileOf)
        .filter((file) => file.startsWith(folder));
    const held = openSync(task.runs[0]!.file, 'r');
    t.deepEqual(openFiles(), [task.runs[0]!.file]);
    closeSync(held);
    for (let turn = 0; turn < TURNS; turn++) {
      const worker = await startWorker();
      let parts = 0;
      const merging = worker.perform('merging', { kind: 'merge', task, output: undefined }, (message) => {
        if (message.kind === 'part-done') worker.tell({ kind: 'part', part: ++parts, users: {} });
      });
      worker.tell({ kind: 'part', part: 0, users: {} });
      await setTimeout(5 + (turn % 25));
      await Promise.all([worker.end(), t.throwsAsync(merging, { code: 'worker-failed' })]);
    }
    t.deepEqual(openFiles(), []);
  }),
);
