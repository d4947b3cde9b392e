import { truncateSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import test from 'ava';
import { type MergeTask, mergePart } from '../../../lib/job/merge/merge-part.js';
import { planParts } from '../../../lib/job/merge/plan-parts.js';
import { type MergeListener, mergeToChunks, mergeToFile } from '../../../lib/job/workers/main-merge.js';
import { WorkerPool } from '../../../lib/job/workers/worker-pool.js';
import type { WorkerThread } from '../../../lib/job/workers/worker-thread.js';
import { SummaryNamesCounter } from '../../../lib/names/summary-names.js';
import type { Activity } from '../../../lib/records/activity.js';
import { NO_COUNTERS } from '../../../lib/records/counters.js';
import type { Run } from '../../../lib/records/run.js';
import type { UserRange } from '../../../lib/records/user-range.js';
import { RunSet } from '../../../lib/runs/run-set.js';
import { failsWith } from '../../support/fails-with.js';
import { foldActivities } from '../../support/fold-activities.js';
import { withFolder } from '../../support/folder.js';
import { writeRuns } from '../../support/runs.js';

/** Three runs of a few hundred users, who have rows in all of them. */
const RUNS = [1, 2, 3].map((run) =>
  Array.from({ length: 1500 }, (_, index): Activity => {
    const user_id = String((index * 7919) % 400);
    if (index % 3 === 0)
      return { type: 'attributes', user_id, timestamp: run, data: { a: `${run}`, [`n${index}`]: 'v' } };
    return { type: 'event', user_id, id: `${index % 50}`, name: `page ${index % 7}` };
  }),
);

/** All runs are cut alike, as those of a job are. */
const SPLITTERS = Array.from({ length: 40 }, (_, index) => String(index * 10 + 5))
  .sort()
  .map((user) => Buffer.from(user));

const openRuns = ({ runs }: MergeTask) => RunSet.open(runs.map(({ file }) => file));

const NOBODY: MergeListener = { onPart() {}, onNames() {} };

/** Two merges in turn use the same workers. */
const pool = new WorkerPool();
test.after.always(() => pool.end());

async function taskIn(directory: string): Promise<MergeTask> {
  const written = await writeRuns(directory, RUNS, 'bytes', { temporary: false, splitters: SPLITTERS });
  const runs = written.map(
    (run): Run => ({
      ...run,
      source: 0,
      position: 0,
      counters: NO_COUNTERS,
      rejectsLength: 0,
    }),
  );
  const output = { format: 'line', delimiters: 'escape', emptySections: 'keep' } as const;
  return { runs, directory, memory: 2 ** 22, ...output, countNames: true };
}

async function textOf(lines: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of lines) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString();
}

/** Cuts what taskIn makes into several parts. */
const LIMITS = { threads: 2, grain: 2 ** 13, memory: 2 ** 16 };

/** The same merge, both ways. */
const WAYS = {
  chunks: (_: string, task: MergeTask, parts: UserRange[], workers: WorkerThread[], listener = NOBODY) =>
    textOf(mergeToChunks({ task, parts, workers, listener })),
  async file(
    folder: string,
    task: MergeTask,
    parts: UserRange[],
    workers: WorkerThread[],
    listener = NOBODY,
  ) {
    const file = `${folder}/lines`;
    await writeFile(file, '');
    let bytes = 0;
    const merge = { task, parts, workers, listener };
    for await (const more of mergeToFile(merge, { file, name: 'the output' })) bytes += more;
    const text = await readFile(file, 'utf8');
    if (Buffer.byteLength(text) !== bytes) throw new Error(`${bytes} bytes were told`);
    return text;
  },
};

for (const [way, mergeTo] of Object.entries(WAYS)) {
  test(`the lines of all parts come in order, from any number of workers: ${way}`, (t) =>
    withFolder(async (folder) => {
      const task = await taskIn(folder);
      const parts = planParts(await openRuns(task), LIMITS);
      t.true(parts.length > 3);
      const expected = foldActivities(RUNS.flat(), 'bytes');
      // With little memory lines have to wait for their turn while there is no room for them.
      for (const [workers, memory] of [
        [1, 2 ** 22],
        [3, 2 ** 22],
        [3, 2 ** 10],
      ] as const) {
        let users = 0;
        const names = new SummaryNamesCounter();
        const threads = await pool.take(workers);
        const text = await mergeTo(folder, { ...task, memory }, parts, threads, {
          onPart(more) {
            users += more;
          },
          onNames: (more) => names.addAll(more),
        });
        t.is(text, expected);
        pool.give(threads);
        t.is(users, 400);
        t.is(names.names.attributes.atLeast.get('a'), expected.match(/,a=/g)?.length);
      }
      const here: string[] = [];
      const set = await openRuns(task);
      for (const part of parts) here.push(await textOf(mergePart(set, task, part, () => {})));
      await set.close();
      t.is(here.join(''), expected);
    }));

  test(`a damaged run fails the merge, in whichever worker: ${way}`, (t) =>
    withFolder(async (folder) => {
      const task = await taskIn(folder);
      const parts = planParts(await openRuns(task), LIMITS);
      const { file } = task.runs[1]!;
      truncateSync(file, 1000);
      const workers = await pool.take(2);
      await failsWith(t, mergeTo(folder, task, parts, workers), 'state-corrupt', file);
      for (const worker of workers) await worker.end();
    }));
}

test('an output that cannot be written fails the merge, and is named', (t) =>
  withFolder(async (folder) => {
    const task = await taskIn(folder);
    const parts = planParts(await openRuns(task), LIMITS);
    for (const file of ['/dev/full', `${folder}/none`]) {
      const workers = await pool.take(2);
      const merge = { task, parts, workers, listener: NOBODY };
      const writing = async () => {
        for await (const _ of mergeToFile(merge, { file, name: 'the output' }));
      };
      await failsWith(t, writing(), 'output-failed', 'the output');
      // Those that wait for a turn that never comes can be ended, too.
      for (const worker of workers) await worker.end();
    }
  }));

test('workers can be ended while their lines are not read', (t) =>
  withFolder(async (folder) => {
    const task = await taskIn(folder);
    const parts = planParts(await openRuns(task), LIMITS);
    const workers = await pool.take(2);
    for await (const _ of mergeToChunks({ task, parts, workers, listener: NOBODY })) break;
    for (const worker of workers) await worker.end();
    const another = workers[0]!.perform('merging', { kind: 'merge', task, output: undefined }, () => {});
    await failsWith(t, another, 'worker-failed', 'the worker merging failed: it was ended');
  }));
