import test from 'ava';
import fc from 'fast-check';
import { KernelInternals } from '../../../support/kernel-internals.js';

const { onceTime } = new KernelInternals().exports;

test('a time that counts once comes before all usual times, and later the earlier it is', (t) => {
  const time = fc.oneof(
    fc.double({ min: -1e30, max: 1e30, noNaN: true }),
    fc.integer({ min: -3, max: 3 }),
    fc.integer({ min: 1_600_000_000_000, max: 1_800_000_000_000 }),
  );
  fc.assert(
    fc.property(time, time, (a, b) => {
      t.true(onceTime(a) < -1e180 && Number.isFinite(onceTime(a)));
      if (Math.min(Math.abs(a), Math.abs(b)) < 1e-30 && Math.abs(a - b) < 1e-30) return;
      t.is(Math.sign(onceTime(a) - onceTime(b)), Math.sign(b - a) || 0, `${a} ${b}`);
    }),
    { numRuns: 2000 },
  );
  t.true(Number.isNaN(onceTime(Number.NaN)));
  t.is(onceTime(Number.POSITIVE_INFINITY), Number.POSITIVE_INFINITY);
});
