// Records in vendors' shapes, and the summaries that summarise.py computed from them without spillway.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { inspect, summarizeInMemory } from '../../lib/index.js';
import type { PresetName } from '../../lib/mapping/presets.js';
import { summarizeByStages } from '../support/summarize-by-stages.js';

const FOLDER = fileURLToPath(new URL('../../../test/corpus/', import.meta.url));
const cases = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.ndjson'))
  .map((name) => name.replace('.ndjson', '') as PresetName);

for (const map of cases) {
  test(`the preset ${map} summarises its vendor's records as another program does`, async (t) => {
    const log = readFileSync(`${FOLDER}${map}.ndjson`);
    const expected = readFileSync(`${FOLDER}${map}.csv`, 'utf8');
    const inMemory = await summarizeInMemory(log, { map });
    t.is(Buffer.concat([...inMemory.output]).toString(), expected);
    t.deepEqual(inMemory.rejects, []);
    const sizes = { chunkSize: 97, batchSize: 1, checkpointEvery: 1 };
    const byStages = await summarizeByStages(log, { map }, sizes);
    t.is(byStages.output.toString(), expected);
    t.deepEqual(byStages.counters, inMemory.counters);
  });
}

for (const map of cases) {
  test(`inspect recognises records of ${map}`, async (t) => {
    const { fit, map: found } = await inspect({ source: `${FOLDER}${map}.ndjson` });
    t.deepEqual({ fit, found }, { fit: 'preset', found: map });
  });
}

test('the corpus holds at least 40 records', (t) => {
  const records = cases.flatMap((name) => readFileSync(`${FOLDER}${name}.ndjson`, 'utf8').trim().split('\n'));
  t.true(records.length >= 40, `${records.length}`);
});
