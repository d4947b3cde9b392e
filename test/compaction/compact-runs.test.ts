import { mkdir } from 'node:fs/promises';
import test from 'ava';
import fc from 'fast-check';
import { compactRuns } from '../../lib/compaction/compact-runs.js';
import type { Activity } from '../../lib/records/activity.js';
import type { UserOrder } from '../../lib/records/user-order.js';
import { mergeRuns } from '../../lib/runs/merge-runs.js';
import { RunFile } from '../../lib/runs/run-file.js';
import { activitiesArbitrary } from '../support/activities.js';
import { foldActivities } from '../support/fold-activities.js';
import { withFolder } from '../support/folder.js';
import { linesOf, writeRuns } from '../support/runs.js';

const orders = fc.constantFrom<UserOrder>('bytes', 'numeric');

test('joined runs give the same answer as all of them, also with runs before and after, in any memory', (t) =>
  fc.assert(
    fc.asyncProperty(
      fc.array(activitiesArbitrary(), { minLength: 1, maxLength: 6 }),
      orders,
      fc.constantFrom(2 ** 16, 2 ** 20),
      fc.integer({ min: 1, max: 30 }),
      fc.nat(),
      fc.nat(),
      async (sources, order, memory, segment, one, other) =>
        withFolder(async (directory) => {
          await mkdir(`${directory}/kept`);
          const runs = await writeRuns(directory, sources, order, { segment, temporary: false });
          const [from, before] = [one % runs.length, (other % runs.length) + 1].sort((a, b) => a - b);
          const joined = runs.slice(from, before);
          const all = joined.length === runs.length;
          const expected = foldActivities(sources.flat(), order);
          if (joined.length === 0) return;
          const files = joined.map(({ file }) => file);
          const run = await compactRuns(files, { directory: `${directory}/kept`, memory, all, position: 7 });
          const now = runs.toSpliced(from!, joined.length, { ...run, temporary: false });
          t.is(await linesOf(mergeRuns(now, { memory })), expected);
        }),
    ),
    { numRuns: 60 },
  ));

/** `count` activities of some users, whose rows are often superseded. */
function activities(count: number, users: number): Activity[] {
  return Array.from({ length: count }, (_, index): Activity => {
    const user_id = `user ${(index * 7919) % users}`;
    if (index % 3 > 0) return { type: 'event', user_id, name: 'page', id: `${(index * 31) % 5000}` };
    return { type: 'attributes', user_id, timestamp: index % 7, data: { [`a${index % 5}`]: `${index}` } };
  });
}

for (const users of [1, 30, 3000]) {
  test(`what does not fit into memory at once is joined, of ${users} users`, (t) =>
    withFolder(async (directory) => {
      await mkdir(`${directory}/kept`);
      const sources = [activities(20_000, users), activities(15_000, users), activities(10_000, users)];
      const runs = await writeRuns(directory, sources, 'bytes', { segment: 5000, temporary: false });
      const options = { directory: `${directory}/kept`, memory: 2 ** 16, all: true, position: 7 };
      const run = await compactRuns(
        runs.map(({ file }) => file),
        options,
      );
      t.true(run.rows < runs.reduce((sum, { rows }) => sum + rows, 0));
      const lines = await linesOf(mergeRuns([{ ...run, temporary: false }], { memory: 2 ** 16 }));
      t.is(lines, foldActivities(sources.flat(), 'bytes'));
    }));
}

test('where memory suffices, only the rows that count are left, in one segment with partitions cut anew', (t) =>
  withFolder(async (directory) => {
    await mkdir(`${directory}/kept`);
    const sources = [activities(60_000, 3000), activities(60_000, 3000)];
    const runs = await writeRuns(directory, sources, 'bytes', { splitters: [], temporary: false });
    const options = { directory: `${directory}/kept`, memory: 2 ** 26, all: true, position: 7 };
    const run = await compactRuns(
      runs.map(({ file }) => file),
      options,
    );
    const rows = new Set(
      sources.flat().flatMap((activity) => {
        const { user_id } = activity;
        if (activity.type === 'event') return [`${user_id} ${activity.name} ${activity.id}`];
        return Object.keys(activity.data).map((name) => `${user_id} ${name}`);
      }),
    );
    t.is(run.rows, rows.size);
    const { footer } = await RunFile.inspect(run.file);
    t.is(footer.segments, 1);
    t.true(footer.partitions > 10);
  }));
