import { truncateSync } from 'node:fs';
import test from 'ava';
import { mergeInWorkers } from '../../lib/job/merge-in-workers.js';
import { type MergeTask, mergePart } from '../../lib/job/merge-part.js';
import { planParts } from '../../lib/job/plan-parts.js';
import { WorkerPool } from '../../lib/job/worker-pool.js';
import { BufferPool } from '../../lib/kernel/buffer-pool.js';
import type { Activity } from '../../lib/records/activity.js';
import { NO_COUNTERS } from '../../lib/records/counters.js';
import type { Run } from '../../lib/records/run.js';
import { SummaryNamesCounter } from '../../lib/report/summary-names.js';
import { failsWith } from '../support/fails-with.js';
import { foldActivities } from '../support/fold-activities.js';
import { withFolder } from '../support/folder.js';
import { writeRuns } from '../support/runs.js';

/** Three runs of a few hundred users, who have rows in all of them. */
const RUNS = [1, 2, 3].map((run) =>
  Array.from({ length: 1500 }, (_, index): Activity => {
    const user_id = String((index * 7919) % 400);
    if (index % 3 === 0)
      return { type: 'attributes', user_id, timestamp: run, data: { a: `${run}`, [`n${index}`]: 'v' } };
    return { type: 'event', user_id, id: `${index % 50}`, name: `page ${index % 7}` };
  }),
);

const NOBODY = { onPart() {}, onNames() {} };

/** Two merges in turn use the same workers. */
const pool = new WorkerPool();
test.after.always(() => pool.end());

async function taskIn(directory: string): Promise<MergeTask> {
  const written = await writeRuns(directory, RUNS, 'bytes', false);
  const runs = written.map(
    (run): Run => ({
      ...run,
      rows: 0,
      users: 0,
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

test('the lines of all parts come in order, from any number of workers', (t) =>
  withFolder(async (folder) => {
    const task = await taskIn(folder);
    const parts = await planParts(task.runs, LIMITS);
    t.true(parts.length > 3);
    const expected = foldActivities(RUNS.flat(), 'bytes');
    for (const workers of [1, 3]) {
      let users = 0;
      const names = new SummaryNamesCounter();
      const threads = await pool.take(workers);
      const lines = mergeInWorkers(task, parts, threads, {
        onPart(more) {
          users += more;
        },
        onNames: (more) => names.addAll(more),
      });
      t.is(await textOf(lines), expected);
      pool.give(threads);
      t.is(users, 400);
      t.is(names.names.attributes.atLeast.get('a'), expected.match(/,a=/g)?.length);
    }
    const here = parts.map((part) => textOf(mergePart(task, part, new BufferPool(), () => {})));
    t.is((await Promise.all(here)).join(''), expected);
  }));

test('a run that is damaged fails the merge, wherever it is met', (t) =>
  withFolder(async (folder) => {
    const task = await taskIn(folder);
    const parts = await planParts(task.runs, LIMITS);
    const { file } = task.runs[1]!;
    truncateSync(file, 1000);
    await failsWith(
      t,
      textOf(mergeInWorkers(task, parts, await pool.take(2), NOBODY)),
      'state-corrupt',
      file,
    );
  }));

test('workers that nobody reads from any more can be ended', (t) =>
  withFolder(async (folder) => {
    const task = await taskIn(folder);
    const parts = await planParts(task.runs, LIMITS);
    const workers = await pool.take(2);
    for await (const _ of mergeInWorkers(task, parts, workers, NOBODY)) break;
    for (const worker of workers) await worker.end();
    const another = workers[0]!.perform('merging', { kind: 'merge', task }, () => {});
    await failsWith(t, another, 'worker-failed', 'the worker merging failed: it ended with exit code');
  }));
