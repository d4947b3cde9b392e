import test from 'ava';
import { timelinesInMemory } from '../../lib/in-memory/timelines-in-memory.js';

const logOf = (...activities: readonly object[]) =>
  Buffer.from(activities.map((activity) => `${JSON.stringify(activity)}\n`).join(''));

const event = (id: string, timestamp?: unknown, more = {}) => ({
  ...{ type: 'event', user_id: '7', name: 'page', id, timestamp },
  ...more,
});

test('activities are ordered by time, those without one first, and ties stay in source order', async (t) => {
  const activities = [
    event('1', 5),
    event('2', 'soon'),
    event('3', -1),
    { type: 'attributes', user_id: 7, timestamp: 5, data: { a: null } },
    event('4'),
    event('5', null, { data: { price: 1.5 }, other: [1] }),
  ];
  const [one, two, three, four, five, six] = activities.map((activity) =>
    JSON.parse(JSON.stringify(activity)),
  );
  t.deepEqual(
    [...(await timelinesInMemory(logOf(...activities)))],
    [['7', [two, five, six, three, one, four]]],
  );
});

test('copies of an event come once, the first one; with other times they are other activities', async (t) => {
  const first = event('1', 5, { data: 'first' });
  const log = logOf(
    first,
    event('1', 5.0, { data: 'copy' }),
    event('1', 6),
    event('1'),
    event('1', 'x'),
    event('2', 5),
  );
  const [[, found]] = [...(await timelinesInMemory(log))] as [[string, Record<string, unknown>[]]];
  t.deepEqual(
    found.map(({ id, timestamp, data }) => [id, timestamp, data]),
    [
      ['1', undefined, undefined],
      ['1', 5, 'first'],
      ['2', 5, undefined],
      ['1', 6, undefined],
    ],
  );
});

test('a mapped record is one activity, with the names of the plain input besides its own', async (t) => {
  const record = {
    distinct_id: 'a',
    uuid: 'u',
    event: 'e',
    timestamp: '1970-01-01',
    properties: { $set: { b: 1 } },
  };
  const found = await timelinesInMemory(logOf(record, record), { map: 'posthog' });
  const fields = { user_id: 'a', type: 'event', id: 'u', name: 'e', timestamp: 0, data: { b: 1 } };
  t.deepEqual([...found], [['a', [{ ...record, ...fields }]]]);
});
