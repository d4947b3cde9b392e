import test from 'ava';
import fc from 'fast-check';
import { readMapping } from '../../lib/mapping/read-mapping.js';
import type { Measures } from '../../lib/mapping/read-measures.js';
import { LineScanner } from '../../lib/parse/line-scanner.js';
import { ActivityBatch } from '../../lib/records/activity-batch.js';
import { judgeBatch } from '../../lib/validate/judge-batch.js';
import { readInMemory } from '../support/in-memory-reading.js';
import { mappedLogArbitrary, measuredMappingArbitrary } from '../support/mapped-logs.js';

function rejected(measures: Measures, event: object): string[] {
  const mapping = readMapping('test', { preset: 'plain', measures } as unknown);
  const line = `${JSON.stringify({ user_id: 'u', type: 'event', id: 1, name: 'e', ...event })}\n`;
  const { rejects } = judgeBatch(
    new LineScanner({ maxLine: 2 ** 20, mapping }).scan(Buffer.from(line), 0),
    'reject',
  );
  return rejects.map(({ code, message }) => `${code}: ${message}`);
}

test('measures are checked in the order of their names', (t) => {
  const measures = { b: { latest: 'p' }, a: { sum: 'q' } };
  t.deepEqual(rejected(measures, { p: 1, q: 'x' }), [
    'bad-measure: q must be a number below 10^40 with at most 40 decimal places for the measure a, found another string',
  ]);
  t.deepEqual(rejected(measures, { p: 1 }), [
    'bad-timestamp: timestamp must be a finite number, found nothing',
  ]);
});

test('a delimiter rejects in a value that is written as it is, and in no other', (t) => {
  t.deepEqual(rejected({ a: { distinct: 'p' } }, { p: 'x,y' }), []);
  t.deepEqual(
    rejected({ a: { distinct: 'p' }, b: { min: 'q' }, c: { latest: 'p' } }, { p: 'x,y', timestamp: 1 }),
    ['delimiter: no text may have a comma, an equals sign or a line end in it, found one in p'],
  );
});

test('mapped records with measures are judged as the in-memory engine judges them', (t) =>
  fc.assert(
    fc.asyncProperty(
      mappedLogArbitrary(measuredMappingArbitrary()),
      fc.constantFrom('reject' as const, 'escape' as const),
      async ({ map, log }, delimiters) => {
        const expected = await readInMemory(log, { maxLine: 2 ** 20, delimiters, map });
        const scanner = new LineScanner({ maxLine: 2 ** 20, mapping: readMapping('test', map) });
        const { anonymous, ignored, rejects } = judgeBatch(
          new ActivityBatch({ ...scanner.scan(log, 0), line: 1 }),
          delimiters,
        );
        t.deepEqual(rejects, expected.rejects);
        t.deepEqual([anonymous, ignored], [expected.anonymous, expected.ignored]);
      },
    ),
    { numRuns: 150 },
  ));
