import test from 'ava';
import { SpillwayError } from '../../lib/errors.js';
import { ActivityBatch } from '../../lib/records/activity-batch.js';
import { scanned } from '../support/scanned.js';

const VERDICT = { anonymous: 0, ignored: 0, rejects: [], rejectsLength: 0 };

/** As a validated batch; the lines must be valid. */
function iterated(lines: readonly (string | object)[]) {
  return [...new ActivityBatch(scanned(lines), VERDICT)];
}

test('iterating a batch yields plain activities in source order', (t) => {
  const activities = iterated([
    { user_id: 'é', type: 'event', id: '\u{1f600}', name: '\ufeffview', data: { a: 1 } },
    '{"timestamp":1.50,"user_id":2.50,"type":"attributes","data":{"n":19.90,"l":[ 1, "x y" ],"gone":null,"t":true}}',
    '{"user_id":"\\ud83d","type":"event","id":1e2,"name":"\\u0061"}',
  ]);
  t.deepEqual(activities[0], { type: 'event', user_id: 'é', id: '\u{1f600}', name: '\ufeffview' });
  t.deepEqual(activities[2], { type: 'event', user_id: '\ufffd', id: '1e2', name: 'a' });
  const data = { n: '19.90', l: '[1,"x y"]', gone: null, t: 'true' };
  t.like(activities[1], { type: 'attributes', user_id: '2.50', timestamp: 1.5, data });
  t.is(activities.length, 3);
});

test('data has no prototype, and the last of a repeated name counts', (t) => {
  const line =
    '{"user_id":1,"type":"attributes","timestamp":1,"data":{"__proto__":"x","a":1,"b":2,"a":null}}';
  const [activity] = iterated([line]);
  t.is(activity?.type, 'attributes');
  if (activity?.type !== 'attributes') return;
  t.is(Object.getPrototypeOf(activity.data), null);
  t.deepEqual(Object.entries(activity.data), [
    ['__proto__', 'x'],
    ['a', null],
    ['b', '2'],
  ]);
});

test('a batch can be iterated repeatedly, and an empty one yields nothing', (t) => {
  const batch = new ActivityBatch(scanned([{ user_id: 1, type: 'event', id: 1, name: 'n' }]), VERDICT);
  t.deepEqual([...batch], [...batch]);
  t.deepEqual(iterated([]), []);
});

test('a batch that was not validated cannot be iterated', (t) => {
  const error = t.throws(() => [...scanned([{}])], { instanceOf: SpillwayError });
  t.is(error.code, 'bad-pipeline');
});

test('positions are bytes unless said otherwise', (t) => {
  t.is(scanned([]).unit, 'bytes');
  t.is(new ActivityBatch({ ...scanned([]), unit: 'values' }).unit, 'values');
});

const validated = (lines: readonly (string | object)[]) => new ActivityBatch(scanned(lines), VERDICT);
const eventOf = (user_id: string, timestamp?: number) => ({
  user_id,
  type: 'event',
  id: 1,
  name: 'n',
  timestamp,
});

test('events have their timestamp, their data and their whole record when they are asked for', (t) => {
  const line = { ...eventOf('u', 7), data: { a: 1 }, extra: [true] };
  const [event] = validated([line]);
  t.is(event?.timestamp, 7);
  t.deepEqual(event?.data, { a: 1 });
  t.deepEqual(event?.record, line);
  t.deepEqual(JSON.parse(JSON.stringify(event)), { ...eventOf('u', 7), id: '1', data: { a: 1 } });
  t.deepEqual({ ...event }, { type: 'event', user_id: 'u', id: '1', name: 'n' } as never);
});

test('a batch can be filtered by what its activities are; positions and counts of lines stay', (t) => {
  const batch = validated([eventOf('a', 1), eventOf('b', 2), eventOf('c', 3)]);
  const filtered = batch.filter(({ user_id, timestamp }) => user_id !== 'a' && timestamp! < 3);
  t.deepEqual(
    [...filtered].map(({ user_id }) => user_id),
    ['b'],
  );
  t.like(filtered, { start: batch.start, position: batch.position });
  t.is(filtered.verdict.validLines, 3);
  t.is([...batch].length, 3);
  t.is(
    batch.filter(() => true),
    batch as typeof filtered,
  );
  t.throws(() => scanned([{}]).filter(() => true), { code: 'bad-pipeline' });
});
