import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { recogniseHead, recogniseSource } from '../../lib/job/recognise-source.js';
import { PRESETS, type PresetName } from '../../lib/mapping/presets.js';
import { withFolder } from '../support/folder.js';
import { sourceFixture } from '../support/source-fixtures.js';

const LINES = { input: 'lines', mapping: undefined } as const;

const golden = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../../test/golden/${name}/source.ndjson`, import.meta.url)));

for (const preset of ['segment', 'posthog', 'amplitude', 'mixpanel'] as const) {
  test(`an export is recognised by the preset that reads it: ${preset}`, async (t) => {
    const found = await recogniseHead(golden(`map-${preset}`), LINES);
    t.regex(found ?? '', new RegExp(`^an export of ${preset}; read it with --map ${preset} `, 'i'));
  });
}

const asGiven = (preset: PresetName) => ({ input: 'lines', mapping: PRESETS[preset] }) as const;

test('the given mapping is not proposed, but the plain input may be', async (t) => {
  const plain = readFileSync(sourceFixture('log.ndjson'));
  t.is(await recogniseHead(plain, LINES), undefined);
  const found = await recogniseHead(plain, asGiven('segment'));
  t.is(found, 'the plain input; read it with no --map (map)');
  t.is(await recogniseHead(golden('map-mixpanel'), asGiven('mixpanel')), undefined);
});

test('anonymous records are recognised by the preset that accepts them', async (t) => {
  const line = { type: 'track', anonymousId: 'a', messageId: '1', event: 'e', timestamp: '2020-01-01' };
  const found = await recogniseHead(Buffer.from(`${JSON.stringify(line)}\n`), asGiven('segment'));
  t.true(found?.includes('--map segment+anonymous '), found);
});

test('JSON in another layout is recognised, with the preset that reads its values', async (t) => {
  const array = readFileSync(sourceFixture('array.json'));
  t.is(await recogniseHead(array, LINES), "a JSON array; read it with --input json (input: 'json')");
  const values = readFileSync(sourceFixture('concatenated.json'));
  t.regex((await recogniseHead(values, LINES)) ?? '', /^JSON values of several lines; .*--input json/);
  const records = golden('map-mixpanel').toString().trim().split('\n').slice(0, 2);
  const found = await recogniseHead(Buffer.from(`[${records.join(',\n')}]`), LINES);
  t.regex(found ?? '', /^a JSON array; .*--input json .* and --map mixpanel /);
});

test('unknown content is not guessed at', async (t) => {
  for (const content of ['', 'nonsense\nmore\n', '{}\n', '{"a":1}\n{"a":2}\n', '7', '\0\0\0'])
    t.is(await recogniseHead(Buffer.from(content), LINES), undefined, content);
});

test('the source is unpacked before it is looked at', (t) =>
  withFolder(async (folder) => {
    await writeFile(`${folder}/once`, gzipSync(golden('map-segment')));
    t.true((await recogniseSource(`${folder}/once`, LINES))?.includes('Segment'));
  }));
