import test from 'ava';
import { measureColumns, mostMeasureReadings } from '../../lib/mapping/measure-columns.js';
import { type Mapping, readMapping } from '../../lib/mapping/read-mapping.js';
import type { Measures } from '../../lib/mapping/read-measures.js';

const mapping = (measures: Measures) => readMapping('test', { preset: 'plain', measures } as Mapping);

test('measures of the same paths and events share a column', (t) => {
  const { measures = [] } = mapping({
    a: { sum: 'p' },
    b: { max: ['p'] },
    c: { max: 'p', events: ['x'] },
    d: { distinct: ['p', 'q'] },
  });
  t.deepEqual(measureColumns(measures).columnOf, [0, 0, 1, 2]);
});

test('a byte is read once for every column whose path leads to it or around it', (t) => {
  t.is(mostMeasureReadings(mapping({})), 0);
  t.is(mostMeasureReadings(mapping({ a: { latest: 'p' }, b: { sum: 'q' } })), 1);
  t.is(
    mostMeasureReadings(mapping({ a: { latest: 'p' }, b: { sum: 'p.q' }, c: { sum: 'p.q', events: ['x'] } })),
    3,
  );
});
