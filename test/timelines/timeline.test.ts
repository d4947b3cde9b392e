import test from 'ava';
import type { ActivityChunk } from '../../lib/timelines/activity-chunk.js';
import { timelinesOf } from '../../lib/timelines/timeline.js';

/** Chunks of users, each with the numbers of its activities. */
function* chunksOf(...chunks: readonly (readonly [user_id: string, ...ids: number[]][])[]) {
  for (const chunk of chunks) {
    const activities: { id: number }[] = [];
    const users: { user_id: string; first: number }[] = [];
    for (const [user_id, ...ids] of chunk) {
      users.push({ user_id, first: activities.length });
      activities.push(...ids.map((id) => ({ id })));
    }
    yield {
      length: activities.length,
      users,
      activity: (index) => activities[index]!,
    } satisfies ActivityChunk;
  }
}

const CHUNKS = [
  [
    ['a', 1],
    ['b', 2, 3],
  ],
  [
    ['b', 4],
    ['c', 5],
  ],
  [['c', 6]],
  [['d', 7]],
] satisfies readonly (readonly [string, ...number[]][])[];

test('users continue from one chunk to the next', (t) => {
  const found = [...timelinesOf(chunksOf(...CHUNKS))].length;
  t.is(found, 4);
  const read: unknown[] = [];
  for (const timeline of timelinesOf(chunksOf(...CHUNKS))) {
    read.push([timeline.user_id, ...[...timeline].map(({ id }) => id)]);
  }
  t.deepEqual(read, [
    ['a', 1],
    ['b', 2, 3, 4],
    ['c', 5, 6],
    ['d', 7],
  ]);
});

test('what a reader leaves of a user is passed over', (t) => {
  const read: unknown[] = [];
  for (const timeline of timelinesOf(chunksOf(...CHUNKS))) {
    for (const { id } of timeline) {
      read.push([timeline.user_id, id]);
      break;
    }
  }
  t.deepEqual(read, [
    ['a', 1],
    ['b', 2],
    ['c', 5],
    ['d', 7],
  ]);
});

test('activities cannot be read twice, nor after their user is done', (t) => {
  const timelines = timelinesOf(chunksOf(...CHUNKS));
  const first = timelines.next().value!;
  const activities = first[Symbol.iterator]();
  t.throws(() => [...first, ...first], { code: 'bad-pipeline', message: /only once/ });
  timelines.next();
  t.throws(() => activities.next(), { code: 'bad-pipeline' });
});

test('a failure to read is not lost, even if the reader of a user catches it', (t) => {
  function* failing(): Generator<ActivityChunk> {
    yield* chunksOf([['a', 1]]);
    throw new Error('cannot read');
  }
  const timelines = timelinesOf(failing());
  const first = timelines.next().value!;
  t.throws(() => [...first], { message: 'cannot read' });
  t.throws(() => timelines.next(), { message: 'cannot read' });
});
