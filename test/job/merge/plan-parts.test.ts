import test from 'ava';
import { planParts } from '../../../lib/job/merge/plan-parts.js';
import type { Activity } from '../../../lib/records/activity.js';
import { RunSet } from '../../../lib/runs/run-set.js';
import { withFolder } from '../../support/folder.js';
import { writeRuns } from '../../support/runs.js';

/** Users in so many partitions of as many bytes each. */
function partitions(count: number, bytes: number): Pick<RunSet, 'intervals'> {
  const user = (index: number) =>
    index === 0 || index === count ? undefined : Buffer.from(`${1000 + index}`);
  const intervals = Array.from({ length: count }, (_, index) => ({
    ...{ from: user(index), before: user(index + 1), partitions: [] },
    ...{ bytes, records: 1 },
  }));
  return { intervals };
}

test('runs that are smaller than a grain are one part', (t) => {
  const limits = { threads: 2, memory: 2 ** 20 };
  t.deepEqual(planParts(partitions(20, 10), { ...limits, grain: 1000 }), [{}]);
  t.deepEqual(planParts({ intervals: [] }, { ...limits, grain: 1000 }), [{}]);
  t.true(planParts(partitions(20, 10), { ...limits, grain: 50 }).length > 1);
});

test('a part is not smaller than a grain, however little memory there is', (t) => {
  t.deepEqual(planParts(partitions(20, 10), { threads: 8, grain: 200, memory: 4 }), [{}]);
});

test('one thread that merges all has no use for parts, but to tell how far it is', (t) => {
  const limits = { threads: 1, grain: 2 ** 20, memory: 2 ** 20 };
  t.deepEqual(planParts(partitions(16, 2 ** 24), limits), [{}]);
  t.is(planParts(partitions(32, 2 ** 24), limits).length, 2);
});

test('parts get smaller towards the end, and follow each other through all users', (t) =>
  withFolder(async (folder) => {
    const users = Array.from({ length: 20_000 }, (_, index) => String(10_000 + index));
    const events = users.map(
      (user_id): Activity => ({ type: 'event', user_id, id: `id of ${user_id}`, name: 'page' }),
    );
    const runs = await writeRuns(folder, [events], 'bytes', { memory: 2 ** 22 });
    const set = await RunSet.open(runs.map(({ file }) => file));
    const parts = planParts(set, { threads: 2, grain: 2 ** 14, memory: 2 ** 21 });
    const starts = parts.map(({ from }) =>
      Number(from === undefined ? 10_000 : Buffer.from(from).toString()),
    );
    const sizes = starts.map((start, index) => (starts[index + 1] ?? 30_000) - start);
    t.true(parts.length > 4);
    t.true(sizes[0]! > 2 * sizes.at(-1)!);
    t.deepEqual(
      parts.map(({ before }) => before).slice(0, -1),
      parts.slice(1).map(({ from }) => from),
    );
  }));
