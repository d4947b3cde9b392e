import test from 'ava';
import fc from 'fast-check';
import { byteTicks, secondTicks } from '../../lib/report/axis.js';

test('an axis of bytes begins at 0, reaches the largest value, and has marks that are round in binary units', (t) => {
  t.deepEqual(
    byteTicks(100 * 2 ** 20),
    [0, 32, 64, 96, 128].map((mebibytes) => mebibytes * 2 ** 20),
  );
  t.deepEqual(byteTicks(0), [0, 1, 2]);
  fc.assert(
    fc.property(fc.double({ min: 0, max: 2 ** 50, noNaN: true }), (max) => {
      const ticks = byteTicks(max);
      t.true(ticks[0] === 0 && ticks.at(-1)! >= max);
      t.true(ticks.length >= 3 && ticks.length <= 6, `${max}: ${ticks}`);
      t.true(Number.isInteger(Math.log2(ticks[1]!)));
    }),
  );
});

test('an axis of time has a few marks, none beyond its end', (t) => {
  t.deepEqual(secondTicks(10), [0, 2, 4, 6, 8, 10]);
  t.deepEqual(secondTicks(7200), [0, 900, 1800, 2700, 3600, 4500, 5400, 6300, 7200]);
  fc.assert(
    fc.property(fc.double({ min: 0.02, max: 2e6, noNaN: true }), (max) => {
      const ticks = secondTicks(max);
      t.true(ticks.length >= 2 && ticks.length <= 10, `${max}: ${ticks}`);
      t.true(ticks.at(-1)! <= max * (1 + 1e-6));
    }),
  );
});
