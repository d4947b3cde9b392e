import { isDeepStrictEqual } from 'node:util';
import test from 'ava';
import fc from 'fast-check';
import {
  aggregate,
  edit,
  format,
  type Mapping,
  parse,
  sortMerge,
  timelines,
  validate,
} from '../../lib/index.js';
import { formedLogArbitrary } from '../support/formed-logs.js';
import { mappedLogArbitrary, measuredMappingArbitrary } from '../support/mapped-logs.js';
import { measuredLogArbitrary } from '../support/measured-logs.js';
import { through } from '../support/through.js';

type Change = Parameters<typeof edit>[0];

const asItIs: Change = (activity) => activity;
/** Changes that alter nothing, but have each activity written anew. */
const ANEW: Readonly<Record<string, Change>> = {
  'the user': ({ user_id }) => ({ user_id }),
  'all fields but data': ({ type, user_id, id, name, timestamp }) => ({ type, user_id, id, name, timestamp }),
  'every second activity': (activity) =>
    activity.line.length % 2 === 0 ? activity : { user_id: activity.user_id },
};

async function summaryOf(log: Buffer, map: Mapping, ...changes: readonly Change[]): Promise<string> {
  const chunks = await through<Buffer>(
    [log],
    parse({ map, batchSize: 700 }),
    validate(),
    ...changes.map((change) => edit(change)),
    aggregate({ memory: '1MiB' }),
    sortMerge(),
    format({ format: 'ndjson' }),
  );
  return Buffer.concat(chunks).toString();
}

const LOGS: Readonly<Record<string, fc.Arbitrary<{ readonly map: Mapping; readonly log: Buffer }>>> = {
  'mapped records': mappedLogArbitrary(measuredMappingArbitrary()),
  'records of a mapping with forms': formedLogArbitrary(),
  'plain records': measuredLogArbitrary().map(({ measures, log }) => ({
    map: { preset: 'plain', measures },
    log,
  })),
};

for (const [what, logs] of Object.entries(LOGS)) {
  test(`${what} that are written anew keep their fields and the values of their measures`, (t) =>
    fc.assert(
      fc.asyncProperty(logs, fc.constantFrom(...Object.keys(ANEW)), async ({ log, map }, name) => {
        const expected = await summaryOf(log, map);
        t.is(await summaryOf(log, map, ANEW[name]!), expected);
        t.is(await summaryOf(log, map, ANEW[name]!, asItIs, ANEW[name]!), expected);
      }),
      { numRuns: 15 },
    ));
}

const SEGMENT: Mapping = {
  preset: 'segment',
  measures: {
    revenue: { sum: 'properties.revenue', events: ['Order Completed'] },
    last_path: { latest: 'properties.path' },
    first_seen: { min: 'timestamp' },
  },
};

function track(event: string, properties: object, minutes = 0, userId = 'ann') {
  const timestamp = new Date(Date.UTC(2026, 0, 1, 0, minutes)).toISOString();
  return { type: 'track', userId, messageId: `${event} ${minutes}`, event, timestamp, properties };
}

const linesOf = (records: readonly object[]) =>
  Buffer.from(records.map((record) => `${JSON.stringify(record)}\n`).join(''));

test('measures read what an edited record has: renamed events, and members that were changed', async (t) => {
  const log = linesOf([
    track('Order Completed', { revenue: 10, path: '/a' }),
    track('order', { revenue: 5, path: '/b' }, 1),
    track('refund', { revenue: 7 }, 2),
  ]);
  const changed = await summaryOf(log, SEGMENT, ({ name, record }) => {
    if (name === 'order') return { name: 'Order Completed', user_id: `long ${'name '.repeat(99)}` };
    if (name === 'refund')
      return { name: 'Order Completed', properties: { ...(record['properties'] as object), revenue: '-7' } };
    return {};
  });
  const [ann, long] = changed
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.deepEqual(ann.measures, { first_seen: '2026-01-01T00:00:00.000Z', last_path: '/a', revenue: 3 });
  t.deepEqual(long.measures, { first_seen: '2026-01-01T00:01:00.000Z', last_path: '/b', revenue: 5 });
});

test('timelines find in edited records what the source has, with the changes', async (t) => {
  const log = linesOf([
    track('page', { path: '/a' }),
    { type: 'identify', userId: 'ann', messageId: 'i', timestamp: '2026-01-01', traits: { plan: 'pro' } },
  ]);
  const read = (...changes: Change[]) =>
    through<Record<string, unknown>[]>(
      [log],
      parse({ map: SEGMENT }),
      validate(),
      ...changes.map((change) => edit(change)),
      aggregate({ timelines: true }),
      timelines((_, activities) => [...activities], { map: SEGMENT }),
    );
  const [whole] = await read();
  for (const change of Object.values(ANEW)) t.true(isDeepStrictEqual((await read(change))[0], whole));
  const [changed] = await read(({ type }) =>
    type === 'event' ? { name: 'view', timestamp: 5, extra: 1 } : { data: { plan: 'free' } },
  );
  t.like(changed?.[0], { name: 'view', timestamp: 5, extra: 1, properties: { path: '/a' } });
  t.like(changed?.[1], { data: { plan: 'free' }, traits: { plan: 'free' }, messageId: 'i' });
});

test('data of nested paths is changed where the mapping finds it', async (t) => {
  const map: Mapping = { preset: 'segment', data: ['context.traits', 'traits'] };
  const record = {
    type: 'identify',
    userId: 'u',
    messageId: 'i',
    timestamp: '2026-01-01',
    context: { a: 1 },
    traits: { x: 1 },
  };
  const [activities] = await through<Record<string, unknown>[]>(
    [linesOf([record])],
    parse({ map }),
    validate(),
    edit(() => ({ data: { y: 2 } })),
    edit(({ user_id }) => ({ user_id })),
    aggregate({ timelines: true }),
    timelines((_, all) => [...all], { map }),
  );
  t.like(activities?.[0], { data: { y: 2 }, context: { a: 1, traits: { y: 2 } } });
});
