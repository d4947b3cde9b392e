import { Readable } from 'node:stream';
import test from 'ava';
import { valuesOf } from '../../lib/in-memory/values.js';

async function read(json: string, options = {}) {
  const values: [number, string][] = [];
  for await (const { offset, bytes } of valuesOf(Readable.from([Buffer.from(json)]), options)) {
    values.push([offset, bytes.toString()]);
  }
  return values;
}

test('each value is a line whose offset is the number of values before it', async (t) => {
  t.deepEqual(await read('[{"a": 1.50},\n 2 ] "x"'), [
    [0, '{"a":1.50}'],
    [1, '2'],
    [2, '"x"'],
  ]);
});

test('a fault names the source', (t) =>
  t.throwsAsync(read('[1,', { name: 'log.json' }), {
    code: 'source-unreadable',
    message: /^value 1 of log\.json/,
  }));
