import test from 'ava';
import { summarizeInMemory } from '../../lib/index.js';
import { isPreset, PRESET_NAMES, PRESETS, type PresetName } from '../../lib/mapping/presets.js';
import { readMapping } from '../../lib/mapping/read-mapping.js';

/** The summary of some records under a preset, and how many of them it ignores or takes for anonymous. */
async function summarize(map: PresetName, ...records: object[]) {
  const log = records.map((record) => `${JSON.stringify(record)}\n`).join('');
  const { output, counters } = await summarizeInMemory(Buffer.from(log), { map });
  const { anonymous, ignored, rejects } = counters;
  return { text: Buffer.concat([...output]).toString(), anonymous, ignored, rejects };
}

const CLEAN = { anonymous: 0, ignored: 0, rejects: {} };

test('every preset is a mapping that passes its own checks', (t) => {
  t.is(PRESET_NAMES.length, 22);
  for (const name of PRESET_NAMES) {
    t.true(isPreset(name));
    t.deepEqual(readMapping('test', { preset: name }), PRESETS[name], name);
  }
});

test('a preset is known by its exact name only', (t) => {
  for (const name of ['', 'Segment', 'segment ', 'toString', '__proto__', 'posthog+anonymous']) {
    t.false(isPreset(name), name);
  }
});

test('segment counts track as an event and identify as attributes, and ignores page', async (t) => {
  const user = { userId: 'u', timestamp: '2024-01-01T00:00:00Z' };
  const track = { ...user, type: 'track', event: 'Signed Up', messageId: 'm1' };
  t.deepEqual(
    await summarize(
      'segment',
      track,
      track,
      { ...user, type: 'identify', messageId: 'm2', traits: { plan: 'pro' } },
      { ...user, type: 'page', messageId: 'm3', name: 'Home' },
    ),
    { ...CLEAN, text: 'u,plan=pro,Signed Up=1\n', ignored: 1 },
  );
});

test('rudderstack merges traits with those of the context, and its own win', async (t) => {
  const identify = { type: 'identify', userId: 'u', originalTimestamp: '2024-01-01T00:00:00Z' };
  t.deepEqual(await summarize('rudderstack', { ...identify, context: { traits: { plan: 'free' } } }), {
    ...CLEAN,
    text: 'u,plan=free,\n',
  });
  t.deepEqual(
    await summarize('rudderstack', {
      ...identify,
      traits: { plan: 'pro' },
      context: { traits: { a: 1, plan: 'free' } },
    }),
    { ...CLEAN, text: 'u,a=1,plan=pro,\n' },
  );
});

test('posthog counts every record as an event, and $set as attributes too', async (t) => {
  const record = { distinct_id: 'u', timestamp: '2024-01-01 00:00:00' };
  t.deepEqual(
    await summarize(
      'posthog',
      { ...record, uuid: '1', event: '$pageview', properties: { $set: { plan: 'pro' } } },
      { ...record, uuid: '2', event: '$identify', $set: { city: 'Oslo' } },
      { ...record, uuid: '3', event: '$pageview' },
    ),
    { ...CLEAN, text: 'u,city=Oslo,plan=pro,$identify=1,$pageview=2\n' },
  );
});

test('amplitude takes the first id there is, and ignores groups', async (t) => {
  const record = { user_id: 'u', event_time: '2024-01-01 00:00:00.000001' };
  t.deepEqual(
    await summarize(
      'amplitude',
      { ...record, event_type: 'view', $insert_id: 'a', uuid: '1' },
      { ...record, event_type: 'view', insert_id: 'a', uuid: '2', user_properties: { plan: 'pro' } },
      { ...record, event_type: 'view', $insert_id: '', uuid: '3' },
      { ...record, event_type: '$identify', user_properties: { city: 'Oslo' } },
      { ...record, event_type: '$groupidentify', user_properties: { city: 'Rome' } },
    ),
    { ...CLEAN, text: 'u,city=Oslo,plan=pro,view=2\n', ignored: 1 },
  );
});

test('mixpanel finds all but the name of an event in its properties', async (t) => {
  const properties = { distinct_id: 'u', $insert_id: 'a', time: 1_602_611_311 };
  t.deepEqual(await summarize('mixpanel', { event: 'Signed up', properties }), {
    ...CLEAN,
    text: 'u,,Signed up=1\n',
  });
});

test('only a preset with +anonymous counts records that name a device but no user', async (t) => {
  const segment = { type: 'track', anonymousId: 'device', event: 'e', messageId: '1' };
  const amplitude = { event_type: 'e', device_id: 'device', uuid: '1', user_id: null };
  for (const [preset, record] of [
    ['segment', segment],
    ['rudderstack', segment],
    ['amplitude', amplitude],
  ] as const) {
    t.deepEqual(await summarize(preset, record), { ...CLEAN, text: '', anonymous: 1 });
    t.deepEqual(await summarize(`${preset}+anonymous`, record), { ...CLEAN, text: 'device,,e=1\n' });
  }
});
