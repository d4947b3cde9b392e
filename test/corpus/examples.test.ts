// Records as people reported them, and what must become of each: in memory, and by the stages.
import test, { type ExecutionContext } from 'ava';
import { type Mapping, summarizeInMemory } from '../../lib/index.js';
import type { PresetName } from '../../lib/mapping/presets.js';
import { summarizeByStages } from '../support/summarize-by-stages.js';

const SIZES = { chunkSize: 61, batchSize: 1, checkpointEvery: 1 };

/** The summary of records, and the messages of those that are rejected. */
async function summaryOf(t: ExecutionContext, map: PresetName | Mapping, ...records: readonly unknown[]) {
  const log = Buffer.from(
    records.map((each) => `${typeof each === 'string' ? each : JSON.stringify(each)}\n`).join(''),
  );
  const expected = await summarizeInMemory(log, { map });
  const found = await summarizeByStages(log, { map } as never, SIZES);
  t.is(found.output.toString(), Buffer.concat([...expected.output]).toString());
  t.deepEqual(found.rejects, expected.rejects);
  t.deepEqual(found.counters, expected.counters);
  return {
    text: found.output.toString(),
    rejects: found.rejects.map(({ code, message }) => `${code}: ${message}`),
    anonymous: found.counters.anonymous,
    ignored: found.counters.ignored,
  };
}

test('PostHog properties that are a JSON string keep their $set', async (t) => {
  const record =
    '{"uuid":"1","event":"buy","properties":"{\\"$set\\":{\\"plan\\":\\"vip\\"}}","distinct_id":"u","timestamp":"2024-03-01T10:03:00Z"}';
  const { text, rejects } = await summaryOf(t, 'posthog', record);
  t.is(text, 'u,plan=vip,buy=1\n');
  t.deepEqual(rejects, []);
});

test('a path through a string is a reject that names path and place, unless the mapping says that it is JSON', async (t) => {
  const map: Mapping = {
    user_id: 'distinct_id',
    otherwise: 'both',
    id: 'uuid',
    name: 'event',
    data: 'properties.$set',
  };
  const record = { uuid: '1', event: 'buy', properties: '{"$set":{"plan":"vip"}}', distinct_id: 'u' };
  const { text, rejects } = await summaryOf(t, map, record);
  t.is(text, '');
  t.deepEqual(rejects, [
    'bad-data: properties.$set must be an object, found a string at properties, on the way to properties.$set',
  ]);
  t.is((await summaryOf(t, { ...map, json: 'properties' }, record)).text, 'u,plan=vip,buy=1\n');
  const other = { ...map, data: ['properties.$set', 'set'] };
  t.is((await summaryOf(t, other, { ...record, set: { plan: 'pro' } })).text, 'u,plan=pro,buy=1\n');
});

test('Mixpanel records whose properties are a string are rejected and not taken for anonymous; as JSON they are read', async (t) => {
  const properties = JSON.stringify({ distinct_id: 'u', $insert_id: 'a', time: 1_602_611_311 });
  const record = { event: 'Signed up', properties };
  const { text, rejects, anonymous } = await summaryOf(t, 'mixpanel', record);
  t.is(text, '');
  t.is(anonymous, 0);
  t.regex(rejects[0]!, /^bad-user-id: properties\.distinct_id .* found a string at properties/);
  t.is((await summaryOf(t, { preset: 'mixpanel', json: 'properties' }, record)).text, 'u,,Signed up=1\n');
});

test("docker's lines, whose log is JSON text, are read by a mapping, also with the line end that docker keeps in it", async (t) => {
  const inner = { user_id: '7', type: 'event', id: 'e1', name: 'page' };
  const log = (text: string) => ({ log: text, stream: 'stdout', time: '2024-03-01T10:03:00.1Z' });
  const plain: Mapping = {
    user_id: 'log.user_id',
    type: 'log.type',
    types: { event: 'event', attributes: 'attributes' },
    id: 'log.id',
    name: 'log.name',
    timestamp: 'log.timestamp',
    data: 'log.data',
  };
  const lines = [log(`${JSON.stringify(inner)}\n`), log(JSON.stringify(inner)), log('listening\n')];
  const without = await summaryOf(t, plain, ...lines);
  t.is(without.anonymous, 0);
  t.is(without.rejects.length, 3);
  const read = await summaryOf(t, { ...plain, json: 'log' }, ...lines);
  t.is(read.text, '7,,page=1\n');
  t.is(read.rejects.length, 1);
});

test('traits of RudderStack and those of their context are merged, and empty ones hide nothing', async (t) => {
  const identify = {
    type: 'identify',
    userId: 'u',
    timestamp: '2024-01-01T00:00:00Z',
    context: { traits: { plan: 'free', city: 'Oslo' } },
  };
  t.is((await summaryOf(t, 'rudderstack', { ...identify, traits: {} })).text, 'u,city=Oslo,plan=free,\n');
  const both = { ...identify, traits: { plan: 'pro', a: 1 } };
  t.is((await summaryOf(t, 'rudderstack', both)).text, 'u,a=1,city=Oslo,plan=pro,\n');
});

test('times may be microseconds or nanoseconds, numbers in strings, and ISO texts that end in a zone', async (t) => {
  const attributes: Mapping = { user_id: 'u', otherwise: 'attributes', timestamp: 't', data: 'd' };
  const latest = async (time: Mapping['time'], early: unknown, late: unknown) => {
    const records = [
      { u: 1, t: late, d: { a: 'late' } },
      { u: 1, t: early, d: { a: 'early' } },
    ];
    const { text, rejects } = await summaryOf(t, { ...attributes, time }, ...records);
    t.deepEqual(rejects, []);
    t.is(text, '1,a=late,\n', `${early} ${late}`);
  };
  await latest('microseconds', 1_709_287_200_123_456, '1709287200123457');
  await latest('nanoseconds', '1709287200123456000', 1_709_287_200_123_999_000);
  await latest('milliseconds', '1709287200123', '1709287200124');
  await latest('iso-8601', '2024-03-01 10:03:00 UTC', '2024-03-01T10:03:01Z');
  await latest('iso-8601', '2024-03-01 10:03:00.5 +0000', '2024-03-01 10:03:01 GMT');
});

test('without a timestamp the order of the source decides', async (t) => {
  const map: Mapping = { user_id: 'u', otherwise: 'attributes', data: 'd' };
  t.is((await summaryOf(t, map, { u: 1, d: { a: 2 } }, { u: 1, d: { a: 1 } })).text, '1,a=1,\n');
});

test('a row of a warehouse is its own attributes, less what other fields take', async (t) => {
  const map: Mapping = { user_id: 'user_id', otherwise: 'attributes', timestamp: 'updated', data: '.' };
  const rows = [
    { user_id: 7, updated: 2, plan: 'pro', address: { city: 'Oslo' } },
    { user_id: 7, updated: 1, plan: 'free' },
  ];
  t.is((await summaryOf(t, map, ...rows)).text, '7,address={"city":"Oslo"},plan=pro,\n');
});

test('each record may be an event of its own, of a constant name', async (t) => {
  const map: Mapping = { user_id: 'u', otherwise: 'event', id: { line: true }, name: { constant: 'order' } };
  t.is((await summaryOf(t, map, { u: 1 }, { u: 1 }, { u: 2 })).text, '1,,order=2\n2,,order=1\n');
});

test('an id of several parts has absent ones empty, and needs one of them', async (t) => {
  const map: Mapping = { user_id: 'u', otherwise: 'event', id: { all: ['a', 'b'] }, name: 'n' };
  const record = { u: 1, n: 'e' };
  const { text, rejects } = await summaryOf(
    t,
    map,
    { ...record, a: 'x' },
    { ...record, a: 'x', b: null },
    { ...record, b: 'x' },
    { ...record, a: 1, b: '' },
    { ...record, a: '1' },
    record,
  );
  t.is(text, '1,,e=3\n');
  t.is(rejects.length, 1);
  t.regex(rejects[0]!, /^bad-id: a or b must be/);
});

test('the records of a batch are the elements of a list, with fields of the line around them', async (t) => {
  const segment: Mapping = {
    preset: 'segment',
    records: 'batch',
    timestamp: ['timestamp', '^.sentAt'],
  };
  const batch = {
    sentAt: '2024-01-01T00:00:00Z',
    batch: [
      { type: 'track', userId: 'u', event: 'buy', messageId: 'm1' },
      { type: 'identify', userId: 'u', messageId: 'm2', traits: { plan: 'pro' } },
      { type: 'page', userId: 'u', messageId: 'm3' },
      7,
    ],
  };
  const { text, rejects, ignored } = await summaryOf(t, segment, batch, { batch: [] }, {});
  t.is(text, 'u,plan=pro,buy=1\n');
  t.is(rejects.length, 1);
  t.regex(rejects[0]!, /^not-an-object/);
  t.is(ignored, 3);
});

test("PostHog's earliest $set_once counts where nothing else is set, and $unset clears", async (t) => {
  const record = (uuid: string, minute: number, properties: object) => ({
    uuid,
    event: 'e',
    distinct_id: 'u',
    timestamp: `2024-03-01T10:0${minute}:00Z`,
    properties,
  });
  const { text } = await summaryOf(
    t,
    'posthog',
    record('1', 3, { $set_once: { first: 'late', plan: 'x' } }),
    record('2', 1, { $set_once: { first: 'early' }, $set: { plan: 'pro', gone: 1 } }),
    record('3', 4, { $unset: ['gone'] }),
  );
  t.is(text, 'u,first=early,plan=pro,e=3\n');
});

test("Amplitude's operations of $identify are read", async (t) => {
  const identify = (second: number, user_properties: object) => ({
    user_id: 'u',
    event_type: '$identify',
    event_time: `2024-01-01 00:00:0${second}`,
    user_properties,
  });
  const { text } = await summaryOf(
    t,
    'amplitude',
    identify(1, { $set: { plan: 'free', gone: 1 }, $setOnce: { first: 'a' } }),
    identify(2, { $set: { plan: 'pro' }, $setOnce: { first: 'b' }, $unset: { gone: '-' } }),
  );
  t.is(text, 'u,first=a,plan=pro,\n');
});
