import { renameSync } from 'node:fs';
import test from 'ava';
import type { Activity } from '../../lib/records/activity.js';
import { RunSet } from '../../lib/runs/run-set.js';
import { withFolder } from '../support/folder.js';
import { writeRuns } from '../support/runs.js';

const event = (user_id: string): Activity => ({ type: 'event', user_id, id: '1', name: 'page' });
const users = (...ids: string[]) => ids.map((id) => Buffer.from(id));
const text = (user: Uint8Array | undefined) =>
  user === undefined ? undefined : Buffer.from(user).toString();

/** A run for each list of splitters, with one event of each of the users a to f; opened together. */
async function setOf(folder: string, ...splitters: readonly Uint8Array[][]): Promise<RunSet> {
  const files: string[] = [];
  for (const [index, each] of splitters.entries()) {
    const [run] = await writeRuns(folder, [['a', 'b', 'c', 'd', 'e', 'f'].map(event)], 'bytes', {
      splitters: each,
    });
    renameSync(run!.file, `${folder}/${index}.run`);
    files.push(`${folder}/${index}.run`);
  }
  return RunSet.open(files);
}

const bounds = ({ intervals }: RunSet) => intervals.map(({ from, before }) => [text(from), text(before)]);

test('runs that are cut alike have an interval for each partition', (t) =>
  withFolder(async (folder) => {
    const set = await setOf(folder, users('b', 'e'), users('b', 'e'));
    t.deepEqual(bounds(set), [
      [undefined, 'b'],
      ['b', 'e'],
      ['e', undefined],
    ]);
    t.deepEqual(
      set.intervals.map(({ records, partitions }) => [records, partitions]),
      [
        [
          2,
          [
            [0, 1],
            [0, 1],
          ],
        ],
        [
          6,
          [
            [1, 2],
            [1, 2],
          ],
        ],
        [
          4,
          [
            [2, 3],
            [2, 3],
          ],
        ],
      ],
    );
    await set.close();
  }));

test('runs that are cut differently have intervals between the cuts that all of them share', (t) =>
  withFolder(async (folder) => {
    const set = await setOf(folder, users('b', 'c', 'e'), users('a', 'c', 'd', 'f'));
    t.deepEqual(bounds(set), [
      [undefined, 'c'],
      ['c', undefined],
    ]);
    t.deepEqual(
      set.intervals.map(({ records, partitions }) => [records, partitions]),
      [
        [
          4,
          [
            [0, 2],
            [0, 2],
          ],
        ],
        [
          8,
          [
            [2, 4],
            [2, 5],
          ],
        ],
      ],
    );
    await set.close();
  }));

test('runs without a common cut have one interval, which holds all of their bytes', (t) =>
  withFolder(async (folder) => {
    const set = await setOf(folder, users('b'), users('c'));
    t.deepEqual(bounds(set), [[undefined, undefined]]);
    const bytes = set.runs.map(({ footer }) => footer.slices.filter((_, word) => word % 3 === 0));
    t.is(
      set.intervals[0]!.bytes,
      bytes.flatMap((each) => [...each]).reduce((sum, each) => sum + each, 0),
    );
    t.true(set.largestBlock > 0);
    await set.close();
  }));

test('a run without activities is left out, so that its cuts do not count', (t) =>
  withFolder(async (folder) => {
    const [empty, full] = await writeRuns(folder, [[], [event('a'), event('c')]], 'bytes', {
      splitters: users('b'),
    });
    const set = await RunSet.open([empty!.file, full!.file]);
    t.deepEqual(
      set.runs.map(({ path }) => path),
      [full!.file],
    );
    t.is(set.intervals.length, 2);
    await set.close();
  }));

test('no runs are a set without records', async (t) => {
  const set = await RunSet.open([]);
  t.deepEqual([set.runs.length, set.largestBlock], [0, 0]);
  t.deepEqual(
    set.intervals.map(({ bytes, records }) => [bytes, records]),
    [[0, 0]],
  );
});

test('runs whose users are in different orders are refused, naming the run and both orders', (t) =>
  withFolder(async (folder) => {
    const [first] = await writeRuns(folder, [[event('1')]], 'bytes');
    await withFolder(async (other) => {
      const [second] = await writeRuns(other, [[event('1')]], 'numeric');
      const error = await t.throwsAsync(RunSet.open([first!.file, second!.file]), { code: 'bad-pipeline' });
      t.like(error, { file: second!.file, expected: 'bytes', found: 'numeric' });
    });
  }));
