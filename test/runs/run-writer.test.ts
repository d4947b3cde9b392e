import { readdirSync, readFileSync, statSync } from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import type { SpillBuffer } from '../../lib/kernel/partition-arena.js';
import type { Activity } from '../../lib/records/activity.js';
import type { UserOrder } from '../../lib/records/user-order.js';
import { RunWriter } from '../../lib/runs/run-writer.js';
import { activitiesArbitrary } from '../support/activities.js';
import { activitiesOf, decodeRun } from '../support/decode-run.js';
import { failsWith } from '../support/fails-with.js';
import { foldActivities } from '../support/fold-activities.js';
import { withFolder } from '../support/folder.js';
import { writeRuns } from '../support/runs.js';

test('a run is written in the documented format, and its counts are those of its contents', (t) =>
  withFolder(async (folder) => {
    const orders = fc.constantFrom<UserOrder>('bytes', 'numeric');
    const segments = fc.integer({ min: 1, max: 20 });
    await fc.assert(
      fc.asyncProperty(activitiesArbitrary(), orders, segments, async (activities, order, segment) => {
        const [written] = await writeRuns(folder, [activities], order, { segment });
        t.is(written!.bytes, statSync(written!.file).size);
        const run = decodeRun(readFileSync(written!.file));
        t.is(run.numeric, order === 'numeric');
        const found = activitiesOf(run);
        t.is(foldActivities(found, order), foldActivities(activities, order));
        t.deepEqual([written!.records, written!.rows], [run.records, run.rows]);
        t.is(found.length, run.records);
        const rows = found.map((it) => (it.type === 'event' ? 1 : Math.max(1, Object.keys(it.data).length)));
        t.is(
          rows.reduce((sum, each) => sum + each, 0),
          run.rows,
        );
        for (const slice of run.slices.flat()) t.true(slice.activities.length === slice.records);
      }),
      { numRuns: 60 },
    );
  }));

test('the activities of each user are in the order of the source', (t) =>
  withFolder(async (folder) => {
    const activities = Array.from(
      { length: 4000 },
      (_, index): Activity => ({
        type: 'attributes',
        user_id: String((index * 7919) % 300),
        timestamp: index,
        data: { [`name ${index}`]: 'v' },
      }),
    );
    const [written] = await writeRuns(folder, [activities], 'bytes', { segment: 1500 });
    const { splitters, slices } = decodeRun(readFileSync(written!.file));
    t.true(splitters.length > 50);
    t.is(slices.length, splitters.length + 1);
    t.true(slices.every((segments) => segments.length === 3));
    for (const [partition, segments] of slices.entries()) {
      const times = new Map<string, number>();
      for (const { user_id, ...rest } of segments.flatMap(({ activities }) => activities)) {
        const user = Buffer.from(user_id);
        if (partition > 0) t.true(Buffer.compare(splitters[partition - 1]!, user) <= 0);
        if (partition < splitters.length) t.true(Buffer.compare(user, splitters[partition]!) < 0);
        const { timestamp } = rest as { timestamp: number };
        t.true(timestamp > (times.get(user_id) ?? -1));
        times.set(user_id, timestamp);
      }
    }
  }));

test('a run that cannot be written leaves no file', (t) =>
  withFolder(async (folder) => {
    function* failing(): Generator<SpillBuffer> {
      yield { bytes: Buffer.alloc(9), blocks: [{ partition: 0, at: 0, bytes: 1, records: 1, rows: 1 }] };
      throw new Error('no more');
    }
    const options = { order: 'bytes', splitters: [], partitions: 1, temporary: false } as const;
    const writer = await RunWriter.open(`${folder}/a.run`, options);
    await t.throwsAsync(writer.writeSegment(failing()), { message: 'no more' });
    t.deepEqual(readdirSync(folder), []);
    await failsWith(t, RunWriter.open(`${folder}/no/a.run`, options), 'io', `${folder}/no`);
  }));
