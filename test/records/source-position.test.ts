import test from 'ava';
import { BEGINNING, comparePositions } from '../../lib/records/source-position.js';

test('positions are in order of their source, then of their offset', (t) => {
  const positions = [
    { source: 2, offset: 0 },
    { source: 0, offset: 7 },
    { source: 1, offset: 2 ** 40 },
    BEGINNING,
    { source: 1, offset: 3 },
  ];
  t.deepEqual(
    positions.toSorted(comparePositions).map(({ source, offset }) => [source, offset]),
    [
      [0, 0],
      [0, 7],
      [1, 3],
      [1, 2 ** 40],
      [2, 0],
    ],
  );
  t.is(comparePositions({ source: 1, offset: 3 }, { source: 1, offset: 3 }), 0);
});
