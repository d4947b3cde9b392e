import test from 'ava';
import {
  CHECK_DECIMAL,
  CHECK_INSTANT,
  CHECK_TIMED_VALUE,
  CHECK_VALUE,
} from '../../lib/kernel/layout/field-table.js';
import type { Measure, Reducer } from '../../lib/mapping/mapping.js';
import { checksOf, isWritten, needsTime } from '../../lib/mapping/measure-checks.js';

const measure = (reducer: Reducer, times = false): Measure => ({
  name: 'm',
  reducer,
  paths: [['p']],
  events: undefined,
  times,
});

test('each column is checked once for each kind of values, in the order of the measures', (t) => {
  const measures = [measure('sum'), measure('latest'), measure('max'), measure('min'), measure('distinct')];
  t.deepEqual(checksOf(measures, [0, 0, 0, 1, 0]), [
    { kind: CHECK_DECIMAL, column: 0, measure: 0 },
    { kind: CHECK_TIMED_VALUE, column: 0, measure: 1 },
    { kind: CHECK_DECIMAL, column: 1, measure: 3 },
    { kind: CHECK_VALUE, column: 0, measure: 4 },
  ]);
  t.deepEqual(checksOf([measure('max', true)], [0]), [{ kind: CHECK_INSTANT, column: 0, measure: 0 }]);
});

test('sums and numbers of values are not written as they stand in the source', (t) => {
  t.deepEqual([measure('sum'), measure('distinct'), measure('min')].map(isWritten), [false, false, true]);
});

test('the earliest and the latest value need a time', (t) => {
  t.deepEqual([measure('earliest'), measure('latest'), measure('min', true)].map(needsTime), [
    true,
    true,
    false,
  ]);
});
