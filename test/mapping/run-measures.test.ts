import test from 'ava';
import { readMapping } from '../../lib/mapping/read-mapping.js';
import { areSameMeasures, runMeasures } from '../../lib/mapping/run-measures.js';

const of = (measures: object) => runMeasures(readMapping('m', { preset: 'plain', measures } as unknown));

test('runs know of each measure its reducer and the column of its values', (t) => {
  t.deepEqual(of({ b: { max: 'p' }, a: { sum: 'q' }, c: { sum: 'p' } }), [
    { name: 'a', reducer: 'sum', column: 0, times: false },
    { name: 'b', reducer: 'max', column: 1, times: false },
    { name: 'c', reducer: 'sum', column: 1, times: false },
  ]);
  t.is(runMeasures(undefined), undefined);
  t.is(of({}), undefined);
});

test('runs have the same measures if they say the same of the values of their events', (t) => {
  t.true(areSameMeasures(of({ a: { sum: 'p' } }), of({ a: { sum: 'p' } })));
  t.false(areSameMeasures(of({ a: { sum: 'p' } }), of({ a: { max: 'p' } })));
  t.false(areSameMeasures(of({ a: { sum: 'p' } }), undefined));
});
