// Compares what the scanner finds by a field table with what the in-memory engine finds in the same records.
import test from 'ava';
import fc from 'fast-check';
import { instantOf } from '../../lib/in-memory/instant.js';
import { type Mapping, readMapping } from '../../lib/mapping/read-mapping.js';
import { LineScanner } from '../../lib/parse/line-scanner.js';
import { ActivityBatch } from '../../lib/records/activity-batch.js';
import { judgeBatch } from '../../lib/validate/judge-batch.js';
import { readInMemory } from '../support/in-memory-reading.js';
import { mappedLogArbitrary, timeArbitrary } from '../support/mapped-logs.js';
import { mutate, mutationsArbitrary } from '../support/mutations.js';

const MAX_LINE = 2 ** 20;

function read(log: Buffer, map: Mapping, delimiters: 'reject' | 'escape' = 'reject') {
  const scanner = new LineScanner({ maxLine: MAX_LINE, mapping: readMapping('test', map) });
  const numbered = new ActivityBatch({ ...scanner.scan(log, 0), line: 1 });
  const { valid, anonymous, ignored, ignoredTypes, rejects } = judgeBatch(numbered, delimiters);
  const batch = new ActivityBatch(valid, { anonymous, ignored, rejects, rejectsLength: 0 });
  return { activities: [...batch], anonymous, ignored, ignoredTypes, rejects };
}

const policy = fc.constantFrom('reject' as const, 'escape' as const);

test('the scanner finds in mapped records what the in-memory engine finds', (t) =>
  fc.assert(
    fc.asyncProperty(mappedLogArbitrary(), policy, async ({ map, log }, delimiters) => {
      const expected = await readInMemory(log, { maxLine: MAX_LINE, delimiters, map });
      t.deepEqual(read(log, map, delimiters), expected);
    }),
    { numRuns: 60 },
  ));

test('the scanner finds in broken records what the in-memory engine finds', (t) =>
  fc.assert(
    fc.asyncProperty(mappedLogArbitrary(), mutationsArbitrary(), async ({ map, log }, mutations) => {
      const broken = mutations.reduce(mutate, log);
      t.deepEqual(
        read(broken, map),
        await readInMemory(broken, { maxLine: MAX_LINE, delimiters: 'reject', map }),
      );
    }),
    { numRuns: 60 },
  ));

const ATTRIBUTES: Mapping = {
  user_id: 'u',
  otherwise: 'attributes',
  timestamp: 't',
  data: 'd',
  time: 'iso-8601',
};

test('the scanner reads times as the in-memory engine does', (t) =>
  fc.assert(
    fc.property(fc.array(timeArbitrary(), { minLength: 1, maxLength: 50 }), (times) => {
      const scanner = new LineScanner({ maxLine: MAX_LINE, mapping: readMapping('test', ATTRIBUTES) });
      const log = times.map((time) => `{"u":1,"t":${JSON.stringify(time)}}\n`).join('');
      const read = [...scanner.scan(Buffer.from(log), 0).timestamps];
      t.deepEqual(
        read,
        times.map((time) => instantOf(time) ?? Number.NaN),
      );
    }),
    { numRuns: 300 },
  ));

test('a text that several fields read does not run into its copies', (t) => {
  const map: Mapping = {
    user_id: 'x',
    type: 'x',
    types: { n: 'ignored' },
    otherwise: 'event',
    id: 'x',
    name: 'x',
  };
  const text = `${'x'.repeat(5000)}\\n`;
  const log = Buffer.from(`{"x":"${text}"}\n`.repeat(20));
  const expected = {
    type: 'event',
    user_id: `${'x'.repeat(5000)}\n`,
    id: `${'x'.repeat(5000)}\n`,
    name: `${'x'.repeat(5000)}\n`,
  };
  t.deepEqual(read(log, map, 'escape').activities, Array(20).fill(expected));
});

test('records with more than 512 levels of nesting are rejected on mapped paths too', (t) => {
  const map: Mapping = { user_id: 'a.b', otherwise: 'event', id: 'a.c', name: 'a.d' };
  const nested = (levels: number) =>
    Buffer.from(`{"a":{"b":1,"c":2,"d":"n","e":${'['.repeat(levels - 2)}${']'.repeat(levels - 2)}}}\n`);
  t.is(read(nested(512), map).activities.length, 1);
  t.is(read(nested(513), map).rejects[0]?.code, 'malformed-json');
});
