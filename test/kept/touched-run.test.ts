import { mkdir } from 'node:fs/promises';
import test from 'ava';
import fc from 'fast-check';
import { compactRuns } from '../../lib/compaction/compact-runs.js';
import { writeTouchedRun } from '../../lib/kept/touched-run.js';
import type { Activity } from '../../lib/records/activity.js';
import type { UserOrder } from '../../lib/records/user-order.js';
import { mergeRuns } from '../../lib/runs/merge-runs.js';
import { activitiesArbitrary } from '../support/activities.js';
import { failsWith } from '../support/fails-with.js';
import { foldActivities } from '../support/fold-activities.js';
import { withFolder } from '../support/folder.js';
import { linesOf, writeRuns } from '../support/runs.js';

const ORDERS = fc.constantFrom<UserOrder>('bytes', 'numeric');
const MEMORY = 2 ** 20;

test('the copy holds all records of the users of newer runs, in their order', (t) =>
  fc.assert(
    fc.asyncProperty(
      fc.array(activitiesArbitrary(), { minLength: 2, maxLength: 5 }),
      ORDERS,
      fc.integer({ min: 1, max: 30 }),
      fc.nat(),
      fc.boolean(),
      async (sources, order, segment, cut, joined) =>
        withFolder(async (directory) => {
          await mkdir(`${directory}/kept`);
          const runs = await writeRuns(directory, sources, order, { segment, temporary: false });
          const count = 1 + (cut % (runs.length - 1));
          const newer = runs.slice(count).map(({ file }) => file);
          const options = { directory: `${directory}/kept`, memory: 2 ** 16, all: true, position: 7 };
          const files = runs.slice(0, count).map(({ file }) => file);
          const kept = joined ? [(await compactRuns(files, options)).file] : files;
          const run = await writeTouchedRun({ kept, newer, directory });
          const lines = await linesOf(
            mergeRuns([{ ...run, temporary: true }, ...runs.slice(count)], { memory: MEMORY }),
          );
          const touched = new Set(sources.slice(count).flat().map(userOf));
          const own = sources.flat().filter((activity) => touched.has(userOf(activity)));
          const expected = foldActivities(own, order);
          // Users that share a bit with others may be there, too.
          const all = new Set(expected.split('\n'));
          t.is(
            lines
              .split('\n')
              .filter((line) => all.has(line))
              .join('\n'),
            expected,
          );
        }),
    ),
    { numRuns: 80 },
  ));

function userOf({ user_id }: Activity): string {
  return `${user_id}`;
}

/** Events of each of so many users. */
function events(users: number, each: number): Activity[] {
  return Array.from({ length: users * each }, (_, index): Activity => {
    const [user_id, id] = [`user ${index % users}`, `${index} of some length`];
    return { type: 'event', user_id, name: 'page', id };
  });
}

test('a few users are found by the index, with little of the others', (t) =>
  withFolder(async (directory) => {
    await mkdir(`${directory}/kept`);
    const few: Activity[] = ['user 5', 'user 3000', 'user 4999', 'nobody'].map((user_id) => ({
      ...{ type: 'event', user_id, name: 'page', id: 'new' },
    }));
    const runs = await writeRuns(directory, [events(5000, 30), few], 'bytes', {
      ...{ splitters: [], temporary: false },
    });
    const options = { directory: `${directory}/kept`, memory: 2 ** 26, all: true, position: 7 };
    const { file } = await compactRuns([runs[0]!.file], options);
    const run = await writeTouchedRun({ kept: [file], newer: [runs[1]!.file], directory });
    t.true(run.records >= 90 && run.records < 500);
  }));

test('a stopped job does not go through all users', async (t) => {
  await withFolder(async (directory) => {
    const runs = await writeRuns(directory, [events(10, 3), events(3, 1)], 'bytes', { temporary: false });
    const [kept, newer] = runs.map(({ file }) => [file]);
    const copying = writeTouchedRun({ kept: kept!, newer: newer!, directory, stop: { aborted: true } });
    await failsWith(t, copying, 'aborted');
  });
});
