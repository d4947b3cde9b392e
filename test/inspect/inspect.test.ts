import { readFileSync } from 'node:fs';
import { appendFile, stat, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { inspect } from '../../lib/inspect/inspect.js';
import { withFolder } from '../support/folder.js';
import { LOG, sourceFixture } from '../support/source-fixtures.js';

const golden = (name: string) =>
  fileURLToPath(new URL(`../../../test/golden/${name}/source.ndjson`, import.meta.url));

for (const preset of ['segment', 'rudderstack', 'posthog', 'amplitude', 'mixpanel'] as const) {
  test(`an export is recognised by the preset that reads it: ${preset}`, async (t) => {
    t.like(await inspect({ source: golden(`map-${preset}`) }), {
      input: 'lines',
      fit: 'preset',
      map: preset,
    });
  });
}

test('the plain input is recognised, with its types, counts and times', async (t) => {
  const found = await inspect({ source: sourceFixture('log.ndjson') });
  t.like(found, { input: 'lines', fit: 'plain', map: undefined, sample: { whole: true } });
  t.is(found.counters!.lines, LOG.toString().trim().split('\n').length);
  t.deepEqual(found.types!.types.map(({ type }) => type).sort(), ['attributes', 'event']);
  t.like(found.likely, { user_id: 'user_id', type: 'type', id: 'id', name: 'name', data: 'data' });
});

test('an array and an archive are recognised by what is in them', async (t) => {
  t.like(await inspect({ source: sourceFixture('array.json') }), { input: 'json', fit: 'plain' });
  const packed = await inspect({ source: sourceFixture('log.gz') });
  t.like(packed, { input: 'lines', fit: 'plain', sample: { whole: true } });
  t.is(packed.sources[0]!.compression, 'gzip');
});

test('records of no known product get a mapping that reads them', (t) =>
  withFolder(async (folder) => {
    const lines = Array.from({ length: 50 }, (_, index) => ({
      uid: `u${index % 7}`,
      kind: index % 5 === 0 ? 'profile' : 'action',
      eventId: `e${index}`,
      ...(index % 5 === 0 ? { traits: { plan: 'vip' } } : { action: 'open' }),
      at: new Date(1.7e12 + index * 1000).toISOString(),
    }));
    await writeFile(`${folder}/log`, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const found = await inspect({ source: `${folder}/log` });
    t.is(found.fit, 'mapping');
    t.deepEqual(found.map, {
      user_id: 'uid',
      type: 'kind',
      types: { profile: 'attributes', action: 'event' },
      id: 'eventId',
      name: 'action',
      timestamp: 'at',
      data: 'traits',
      time: 'iso-8601',
    });
    t.like(found.counters, { lines: 50, events: 40, attributes: 10, rejects: {} });
    t.deepEqual(found.timeSpan, { path: 'at', from: lines[0]!.at, to: lines.at(-1)!.at });
  }));

test('a large source is looked at here and there, and rejects are told by their real places', (t) =>
  withFolder(async (folder) => {
    const file = `${folder}/log`;
    const line = (index: number) => `{"user_id":"${index}","type":"event","id":"${index}","name":"n"}\n`;
    await writeFile(file, Array.from({ length: 200_000 }, (_, index) => line(index)).join(''));
    const { size } = await stat(file);
    await appendFile(file, 'nonsense\n');
    const found = await inspect({ source: file });
    t.false(found.sample.whole);
    t.true(found.sample.records < 60_000, String(found.sample.records));
    t.true(Math.abs(found.records! - 200_001) < 10_000, String(found.records));
    t.like(found.rejects, [{ source: file, offset: size, code: 'malformed-json', text: 'nonsense' }]);
    t.deepEqual(found.counters!.rejects, { 'malformed-json': 1 });
  }));

test('a mapping is judged as given', async (t) => {
  const found = await inspect({ source: golden('map-segment'), map: 'mixpanel' });
  t.is(found.fit, 'given');
  t.true(found.counters!.anonymous > 0);
});

test('what cannot be read is named, and nothing is guessed about what is empty', (t) =>
  withFolder(async (folder) => {
    await writeFile(`${folder}/page`, '<!DOCTYPE html>\n<html>');
    t.like(await inspect({ source: `${folder}/page` }), { input: undefined, fit: undefined });
    await writeFile(`${folder}/twice`, gzipSync(gzipSync('{}')));
    t.true((await inspect({ source: `${folder}/twice` })).looks!.startsWith('gzip within another archive'));
    await writeFile(`${folder}/empty`, '');
    t.like(await inspect({ source: `${folder}/empty` }), { fit: undefined, sample: { records: 0 } });
    await t.throwsAsync(inspect({ source: `${folder}/none` }), { code: 'source-unreadable' });
  }));

test('values that cannot be read on are told, unless only the sample ends there', (t) =>
  withFolder(async (folder) => {
    await writeFile(`${folder}/log`, '[{"a":1},{"a":2}');
    t.regex((await inspect({ source: `${folder}/log` })).fault ?? '', /cannot be read/);
    await writeFile(`${folder}/log`, `[${'{"a":1},'.repeat(200_000)}{"a":2}]`);
    const found = await inspect({ source: `${folder}/log` });
    t.is(found.fault, undefined);
    t.true(found.sample.records > 1000);
  }));

test('several sources are looked at together', (t) =>
  withFolder(async (folder) => {
    const events = readFileSync(golden('map-segment'));
    await writeFile(`${folder}/a`, '');
    await writeFile(`${folder}/b`, events);
    await writeFile(`${folder}/c.gz`, gzipSync(events));
    const found = await inspect({ source: folder });
    t.like(found, { fit: 'preset', map: 'segment' });
    t.is(found.sources.length, 3);
    const once = await inspect({ source: `${folder}/b` });
    t.is(found.counters!.lines, 2 * once.counters!.lines);
  }));
