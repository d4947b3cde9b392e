import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import test from 'ava';
import {
  type Activity,
  aggregate,
  format,
  type Run,
  type SortMergeOptions,
  type SummaryBatch,
  sortMerge,
  summaries,
} from '../../lib/index.js';
import { batchOf } from '../support/batch-of.js';
import { foldActivities } from '../support/fold-activities.js';
import { withFolder } from '../support/folder.js';
import { leftBehindIn } from '../support/left-behind.js';
import { inputsTaken, through } from '../support/through.js';

const memory = '1MiB';

/** Activities that fold: of a few users, with ids and timestamps that come again in other runs. */
function someActivities(count: number): Activity[] {
  return Array.from({ length: count }, (_, index): Activity => {
    const user_id = `${(index * 7) % 11}`;
    if (index % 2 === 0) {
      return { type: 'event', user_id, id: `${(index * 5) % 13}`, name: index % 3 === 0 ? 'view' : 'buy' };
    }
    const data = { [`name ${index % 5}`]: index % 17 === 0 ? null : `value ${index}` };
    return { type: 'attributes', user_id, timestamp: index % 4, data };
  });
}

/** Runs of some activities each, in a folder. */
async function runsOf(
  directory: string,
  activities: readonly Activity[],
  size = 1,
  order: 'bytes' | 'numeric' = 'bytes',
) {
  const batches = [];
  for (let at = 0; at < activities.length; at += size) {
    batches.push(batchOf(activities.slice(at, at + size), at * 100));
  }
  return through<Run>(batches, aggregate({ memory, directory, checkpointEvery: 1, order }));
}

async function linesOf(runs: readonly Run[], options: SortMergeOptions = { memory }): Promise<string> {
  return Buffer.concat(
    await through<Buffer>(runs, sortMerge(options), format({ delimiters: 'escape' })),
  ).toString();
}

test('without runs there are no summaries', async (t) => {
  t.deepEqual(await through([], sortMerge()), []);
});

for (const [count, order] of [
  [1, 'numeric'],
  [64, 'bytes'],
  [65, 'numeric'],
  [150, 'bytes'],
] as const) {
  test(`${count} runs in the order ${order} give what one would`, (t) =>
    withFolder(async (directory) => {
      const activities = someActivities(count);
      const runs = await runsOf(directory, activities, 1, order);
      t.is(runs.length, count);
      const before = readdirSync(directory).sort();
      t.is(await linesOf(runs), foldActivities(activities, order));
      t.deepEqual(await leftBehindIn(directory, before), before, 'the runs stay, and nothing else');
    }));
}

test('temporary runs are written to the given directory, and leave it as it was', (t) =>
  withFolder(async (directory) => {
    await withFolder(async (passes) => {
      const activities = someActivities(100);
      const runs = await runsOf(directory, activities);
      t.is(await linesOf(runs, { memory, directory: passes }), foldActivities(activities, 'bytes'));
      t.true(existsSync(passes), 'a directory of others is not ours to remove');
      t.deepEqual(readdirSync(passes), []);
    });
  }));

test('a user with more rows than a batch is spread over several, and summaries() joins them', (t) =>
  withFolder(async (directory) => {
    const data = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, index) => [`name ${index}`, `${index}`]),
    );
    const activities: Activity[] = [
      { type: 'event', user_id: 'a', id: '1', name: 'view' },
      { type: 'attributes', user_id: 'b', timestamp: 1, data },
      { type: 'event', user_id: 'b', id: '1', name: 'view' },
      { type: 'event', user_id: 'c', id: '1', name: 'view' },
    ];
    const runs = await runsOf(directory, activities);
    const batches = await through<SummaryBatch>(runs, sortMerge({ memory }));
    t.true(batches.length > 3, `${batches.length} batches`);
    t.is(
      batches.reduce((users, batch) => users + batch.users, 0),
      3,
    );
    t.true(batches.slice(1, -1).every((batch) => [...batch][0]?.continued));

    const whole = [];
    async function* source() {
      yield* batches;
    }
    for await (const summary of summaries(source())) whole.push(summary);
    t.deepEqual(
      whole.map(({ user_id }) => user_id),
      ['a', 'b', 'c'],
    );
    t.is(whole[1]?.attributes.size, 20_000);
    t.is(whole[1]?.attributes.get('name 19999'), '19999');
    t.deepEqual([...whole[1]!.events], [['view', 1]]);
    t.is(await linesOf(runs), foldActivities(activities, 'bytes'));
  }));

test('a run in another order than the runs before is refused', (t) =>
  withFolder(async (directory) => {
    const [first] = await runsOf(directory, someActivities(1));
    await withFolder(async (other) => {
      const [second] = await runsOf(other, someActivities(1), 1, 'numeric');
      await t.throwsAsync(linesOf([first!, second!]), {
        code: 'bad-pipeline',
        message: /^the run .* has its users in the order 'numeric', the runs before it in 'bytes'$/,
      });
    });
  }));

test('a run that is missing, cut short, damaged or no run at all is named in the error', (t) =>
  withFolder(async (directory) => {
    const [run] = await runsOf(directory, someActivities(50), 50);
    const whole = readFileSync(run!.file);
    const damaged = Buffer.from(whole);
    damaged[100]! ^= 1;
    for (const [what, bytes, code] of [
      ['gone', undefined, 'io'],
      ['cut short', whole.subarray(0, -1), 'state-corrupt'],
      ['damaged', damaged, 'state-corrupt'],
      ['something else', Buffer.from('user_id,attributes,events\n'.repeat(10)), 'state-corrupt'],
      ['empty', Buffer.alloc(0), 'state-corrupt'],
    ] as const) {
      if (bytes === undefined) rmSync(run!.file);
      else writeFileSync(run!.file, bytes);
      const error = await t.throwsAsync(linesOf([run!]), { code }, what);
      t.true(error?.message.includes(run!.file), error?.message);
    }
  }));

test('an input that is no run is refused', async (t) => {
  for (const input of [7, 'file', {}, batchOf([])]) {
    await t.throwsAsync(through([input], sortMerge()), {
      code: 'bad-pipeline',
      message: 'sortMerge: what comes must be runs of aggregate() or checkpoint()',
    });
  }
});

test('a sortMerge that is destroyed half way closes its files', (t) =>
  withFolder(async (directory) => {
    const data = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, index) => [`name ${index}`, `${index}`]),
    );
    const runs = await runsOf(directory, [
      { type: 'attributes', user_id: 'a', timestamp: 1, data },
      { type: 'attributes', user_id: 'a', timestamp: 2, data },
    ]);
    const before = readdirSync(directory).sort();
    const stage = sortMerge({ memory });
    for (const run of runs) stage.write(run);
    stage.end();
    await new Promise((resolve) => stage.once('data', resolve));
    stage.destroy();
    t.deepEqual(await leftBehindIn(directory, before), before);
  }));

test('sortMerge takes all runs before its output is read: it has no output before the last run', (t) =>
  withFolder(async (directory) => {
    const [run] = await runsOf(directory, someActivities(1));
    t.is(await inputsTaken(sortMerge(), () => run, 100), 100);
  }));

test('options that cannot work are refused', (t) => {
  for (const [options, message] of [
    [{ memory: 1 }, 'sortMerge: memory must be between 1 MiB and 3 GiB, not 1'],
    [{ memory: '4GiB' }, "sortMerge: memory must be between 1 MiB and 3 GiB, not '4GiB'"],
    [{ directory: 7 }, 'sortMerge: directory must be a path, not 7'],
    [{ order: 'bytes' }, "sortMerge: unknown option 'order' (known: memory, directory, users)"],
  ] as const) {
    t.throws(() => sortMerge(options as SortMergeOptions), { code: 'bad-option', message });
  }
  t.notThrows(() => sortMerge(Object.freeze({ memory })));
});
