import { mkdirSync, readdirSync } from 'node:fs';
import test from 'ava';
import type { Activity } from '../../lib/records/activity.js';
import { slicesOf } from '../../lib/runs/distribute.js';
import { Folder } from '../../lib/runs/folder.js';
import { foldLarge } from '../../lib/runs/redistribute.js';
import { RunFile } from '../../lib/runs/run-file.js';
import { foldActivities } from '../support/fold-activities.js';
import { withFolder } from '../support/folder.js';
import { linesOf, writeRuns } from '../support/runs.js';

/** So little that the rows below do not fit. */
const MEMORY = 2 ** 16;

const ACTIVITIES = Array.from({ length: 6000 }, (_, index): Activity => {
  return { type: 'event', user_id: `${index % 2}`, name: `page ${index % 701}`, id: `${index}` };
});

/** Calls `body` with an open run of one partition, what folds it, and an empty directory for temporary runs. */
function withLarge(body: (run: RunFile, folder: Folder, temporary: string) => Promise<void>): Promise<void> {
  return withFolder(async (directory) => {
    const options = { splitters: [], memory: MEMORY, segment: 2500 };
    const [written] = await writeRuns(directory, [ACTIVITIES], 'bytes', options);
    const run = await RunFile.open(written!.file);
    const { largestBlock } = run.footer;
    const folder = new Folder({ order: 'bytes', memory: MEMORY, largestBlock, longestBounds: 1 });
    mkdirSync(`${directory}/temporary`);
    try {
      await body(run, folder, `${directory}/temporary`);
    } finally {
      folder.close();
      await run.close();
    }
  });
}

async function* foldAll(folder: Folder, run: RunFile, temporary: string, users = {}) {
  yield* foldLarge(folder, { slices: slicesOf(run, 0), users, one: false }, temporary);
  yield* folder.rest();
}

test('rows that do not fit are folded by way of temporary runs, which are gone in the end', (t) =>
  withLarge(async (run, folder, temporary) => {
    t.is(await linesOf(foldAll(folder, run, temporary)), foldActivities(ACTIVITIES, 'bytes'));
    t.deepEqual(readdirSync(temporary), []);
  }));

test('only the users of the range are folded', (t) =>
  withLarge(async (run, folder, temporary) => {
    const users = { from: Buffer.from('1') };
    const expected = ACTIVITIES.filter(({ user_id }) => user_id === '1');
    t.is(await linesOf(foldAll(folder, run, temporary, users)), foldActivities(expected, 'bytes'));
  }));

test('a fold that is abandoned half way closes and removes its temporary runs', (t) =>
  withLarge(async (run, folder, temporary) => {
    const batches = foldAll(folder, run, temporary);
    const { done } = await batches.next();
    t.false(done);
    t.true(readdirSync(temporary).length > 0);
    await batches.return(undefined);
    t.deepEqual(readdirSync(temporary), []);
  }));

test('a temporary run that cannot be written fails with io, and leaves the directory as it was', (t) =>
  withLarge(async (run, folder, temporary) => {
    await t.throwsAsync(linesOf(foldAll(folder, run, `${temporary}/none`)), { code: 'io' });
    t.deepEqual(readdirSync(temporary), []);
  }));

test('slices of a partition that are empty in a segment are left out', (t) =>
  withFolder(async (directory) => {
    const activities = ['a', 'z', 'a'].map((user_id, id): Activity => {
      return { type: 'event', user_id, id: `${id}`, name: 'page' };
    });
    const options = { splitters: [Buffer.from('m')], segment: 1 };
    const [written] = await writeRuns(directory, [activities], 'bytes', options);
    const run = await RunFile.inspect(written!.file);
    const segments = (partition: number) => slicesOf(run, partition).map(({ segment }) => segment);
    t.deepEqual([segments(0), segments(1)], [[0, 2], [1]]);
    await run.close();
  }));
