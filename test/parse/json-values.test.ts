import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import test from 'ava';
import fc from 'fast-check';
import { fromActivities } from '../../lib/parse/from-activities.js';
import { type JsonValuesOptions, jsonValues } from '../../lib/parse/json-values.js';
import { validate } from '../../lib/validate/validate.js';
import { inChunks } from '../support/read-all.js';
import { LOG, sourceFixture } from '../support/source-fixtures.js';
import { through } from '../support/through.js';

async function textsOf(bytes: Buffer, chunkSize: number, options?: JsonValuesOptions): Promise<string[]> {
  const texts: string[] = [];
  await pipeline(Readable.from(inChunks(bytes, chunkSize)), jsonValues(options), async (values) => {
    for await (const value of values) texts.push(value.toString());
  });
  return texts;
}

const LINES = LOG.toString().split('\n').slice(0, -1);
const parsed = (texts: readonly string[]) => texts.map((text) => JSON.parse(text));

test('jsonValues reads what jq made of a log, as one array or value by value', async (t) => {
  for (const name of ['array.json', 'concatenated.json', 'log.ndjson']) {
    for (const size of [1, 7, 10_000]) {
      t.deepEqual(parsed(await textsOf(readFileSync(sourceFixture(name)), size)), parsed(LINES), name);
    }
  }
});

test('numbers keep their digits, and texts their characters', async (t) => {
  const texts = await textsOf(readFileSync(sourceFixture('array-of-lines.json')), 100);
  t.deepEqual(
    texts,
    LINES.map((line) => line.replace('["a", "b"]', '["a","b"]')),
  );
  const awkward =
    '{"a":19.90,"b":12345678901234567890,"c":-0e+5,"ä😀\\"\\u0000":[{},[],[[1,null],true,false,""]]}';
  t.deepEqual(await textsOf(Buffer.from(`[${awkward},7,"x",null] ${awkward}\n[[1]]`), 3), [
    awkward,
    '7',
    '"x"',
    'null',
    awkward,
    '[1]',
  ]);
});

test('any values come out as JSON.stringify writes them, from any chunks', (t) =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.jsonValue()),
      fc.integer({ min: 1, max: 50 }),
      fc.boolean(),
      async (values, size, pretty) => {
        const json = Buffer.from(JSON.stringify(values, null, pretty ? 2 : 0));
        t.deepEqual(
          await textsOf(json, size),
          values.map((value) => JSON.stringify(value)),
        );
      },
    ),
    { numRuns: 150 },
  ));

test('jsonValues resumes from a position, which counts values', async (t) => {
  const json = readFileSync(sourceFixture('array.json'));
  const all = await textsOf(json, 1000);
  t.deepEqual(await textsOf(json, 1000, { position: 25 }), all.slice(25));
  t.deepEqual(await textsOf(json, 1000, { position: 1000 }), []);
});

test('a value that cannot be read is named', async (t) => {
  for (const [json, message] of [
    ['[{"a":1},{"b":}]', /value 1 of the source, near byte 10, cannot be read: expected a value/],
    ['[{"a":1},', /value 1 of the source, .*expected a value/],
    ['[{"a":1}', /value 1 of the source, .*cannot be read/],
    ['[]]', /value 0 of the source, .*cannot be read/],
    ['{"a":"\xff"}', /value 0 of the source, .*not valid/],
    [`[1,"${'x'.repeat(2000)}"]`, /value 1 of the source, .*more than maxValue, 1 KiB/],
  ] as const) {
    const error = await t.throwsAsync(textsOf(Buffer.from(json, 'latin1'), 10, { maxValue: '1KiB' }), {
      message,
    });
    t.like(error, { code: 'source-unreadable' });
  }
  t.deepEqual(await textsOf(Buffer.from(' \n'), 10).catch(() => 'failed'), []);
});

test('fromActivities takes the texts of jsonValues', async (t) => {
  const texts = (await textsOf(readFileSync(sourceFixture('array-of-lines.json')), 100)).map((text) =>
    Buffer.from(text),
  );
  const [batch] = await through<{ position: number; unit: string } & Iterable<{ data?: object }>>(
    texts,
    fromActivities(),
    validate({ delimiters: 'escape' }),
  );
  t.like(batch, { position: 40, unit: 'values' });
  const [first] = batch!;
  t.like(first, { data: { price: '19.90', big: '12345678901234567890', tags: '["a","b"]' } });
  await t.throwsAsync(through([Buffer.from('{\n}')], fromActivities()), { message: /more than one line/ });
});
