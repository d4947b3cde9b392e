import { mkdirSync, readdirSync } from 'node:fs';
import test from 'ava';
import { aggregate, parse, type Run, validate } from '../../lib/index.js';
import { sum } from '../../lib/runs/distribute.js';
import { Folder } from '../../lib/runs/folder.js';
import { slicesOfInterval } from '../../lib/runs/merge-runs.js';
import { RunSet } from '../../lib/runs/run-set.js';
import { Spread } from '../../lib/timelines/spread.js';
import { withFolder } from '../support/folder.js';
import { through } from '../support/through.js';

const LINES = 8_000;

/** Calls `body` with all records of one user, and an empty directory for temporary runs. */
async function withLarge(
  time: (index: number) => number | undefined,
  body: (spread: Spread, slices: ReturnType<typeof slicesOfInterval>, directory: string) => Promise<void>,
): Promise<void> {
  await withFolder(async (directory) => {
    const lines = Array.from({ length: LINES }, (_, index) => {
      const activity = {
        type: 'event',
        user_id: '1',
        name: 'page',
        id: `${index % 5000}`,
        timestamp: time(index),
      };
      return `${JSON.stringify(activity)}\n`;
    });
    const runs = await through<Run>(
      [Buffer.from(lines.join(''))],
      parse(),
      validate(),
      aggregate({ timelines: true, memory: '1MiB', directory }),
    );
    const set = await RunSet.open(
      runs.map(({ file }) => file),
      'timelines',
    );
    const { order, largestBlock } = set;
    const folder = new Folder({ order, memory: 2 ** 19, largestBlock, longestBounds: 0 });
    mkdirSync(`${directory}/temporary`);
    try {
      const slices = set.intervals.flatMap((interval) => slicesOfInterval(set.runs, interval));
      await body(new Spread(folder, `${directory}/temporary`, 'timelines'), slices, `${directory}/temporary`);
    } finally {
      folder.close();
      await set.close();
    }
  });
}

test('records are cut into parts by time, and their temporary runs are gone in the end', (t) =>
  withLarge(
    (index) => index,
    async (spread, slices, directory) => {
      const parts = await spread.parts(slices, {});
      t.true(parts.length > 2);
      t.true(parts.every(({ time }) => time === undefined));
      t.is(
        parts.reduce((total, part) => total + sum(part.slices, 'records'), 0),
        LINES,
      );
      t.true(readdirSync(directory).length > 0);
      await spread.close();
      t.deepEqual(readdirSync(directory), []);
    },
  ));

test('records of one time are cut by their place in the source, without copies', (t) =>
  withLarge(
    () => undefined,
    async (spread, slices, directory) => {
      const parts = await spread.parts(slices, {});
      t.true(parts.length > 2);
      t.true(parts.every(({ time }) => Number.isNaN(time)));
      t.is(
        parts.reduce((total, part) => total + sum(part.slices, 'records'), 0),
        5000,
      );
      await spread.close();
      t.deepEqual(readdirSync(directory), []);
    },
  ));
