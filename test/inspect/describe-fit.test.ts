import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { describeFit } from '../../lib/inspect/describe-fit.js';
import { inspectSources } from '../../lib/inspect/inspect.js';
import { PRESETS, type PresetName } from '../../lib/mapping/presets.js';
import type { InputFormat } from '../../lib/sources/input-format.js';
import { withFolder } from '../support/folder.js';
import { sourceFixture } from '../support/source-fixtures.js';

const golden = (name: string) =>
  fileURLToPath(new URL(`../../../test/golden/${name}/source.ndjson`, import.meta.url));

/** The hint for a source that was read in vain: as lines or values, by a preset or as the plain input. */
async function hint(source: string, preset?: PresetName, input: InputFormat = 'lines') {
  const mapping = preset === undefined ? undefined : PRESETS[preset];
  return describeFit(await inspectSources([source], { otherThan: { input, mapping } }), input);
}

test('an export that was read without its preset is recognised', async (t) => {
  t.is(
    await hint(golden('map-segment')),
    "an export of Segment; read it with --map segment (map: 'segment')",
  );
});

test('the given mapping is not proposed, but the plain input may be', async (t) => {
  t.is(await hint(sourceFixture('log.ndjson'), 'segment'), 'the plain input; read it with no --map (map)');
  t.not(await hint(golden('map-mixpanel'), 'mixpanel'), undefined);
  t.false((await hint(golden('map-mixpanel'), 'mixpanel'))!.includes('mixpanel'));
});

test('anonymous records are recognised by the preset that accepts them', (t) =>
  withFolder(async (folder) => {
    const line = { type: 'track', anonymousId: 'a', messageId: '1', event: 'e', timestamp: '2020-01-01' };
    await writeFile(`${folder}/log`, `${JSON.stringify(line)}\n`);
    t.true((await hint(`${folder}/log`, 'segment'))?.includes('--map segment+anonymous '));
  }));

test('JSON in another layout is recognised', async (t) => {
  const array = await hint(sourceFixture('array.json'));
  t.is(array, "a JSON array; read it with --input json (input: 'json')");
  const values = await hint(sourceFixture('concatenated.json'));
  t.regex(values ?? '', /^JSON values of several lines; .*--input json/);
});

test('lines that were read as values are not told to be read as lines, which would be the same', async (t) => {
  const found = await hint(golden('map-mixpanel'), undefined, 'json');
  t.is(found, "an export of Mixpanel; read it with --map mixpanel (map: 'mixpanel')");
});

test('records of no known product are told to be inspected', (t) =>
  withFolder(async (folder) => {
    const lines = Array.from({ length: 9 }, (_, id) => JSON.stringify({ uid: 'u', id, action: 'a' }));
    await writeFile(`${folder}/log`, `${lines.join('\n')}\n`);
    t.regex((await hint(`${folder}/log`)) ?? '', /mapping of your own .*inspect --write-map/);
    await writeFile(`${folder}/log`, '{"a":1}\n{"a":2}\n');
    t.is(await hint(`${folder}/log`), undefined);
  }));
