import test from 'ava';
import { topColumns } from '../../lib/names/top-columns.js';

const counts = (...all: [string, number][]) => ({ atLeast: new Map(all), missed: 0 });

test('the most frequent names of both kinds are columns, of equal ones the first by bytes', (t) => {
  const names = {
    attributes: counts(['b', 2], ['a', 5], ['rare', 1]),
    events: counts(['B', 2], ['a', 9]),
  };
  t.deepEqual(topColumns(names, 4), [
    { label: 'event:a', name: 'a', kind: 'event' },
    { label: 'attribute:a', name: 'a', kind: 'attribute' },
    { label: 'B', name: 'B', kind: 'event' },
    { label: 'b', name: 'b', kind: 'attribute' },
  ]);
  t.is(topColumns(names, 100).length, 5);
});
