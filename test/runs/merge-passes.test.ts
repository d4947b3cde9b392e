import test from 'ava';
import fc from 'fast-check';
import { fanIn, MAX_FAN_IN, nextPass } from '../../lib/runs/merge-passes.js';

test('as many runs are merged at once as half of the memory takes', (t) => {
  t.is(fanIn(2 ** 20, 8192), MAX_FAN_IN);
  t.is(fanIn(2 ** 20, 64 * 1024), 8);
  t.is(fanIn(2 ** 20, 2 ** 20), 2);
});

test('the lightest neighbours are merged first', (t) => {
  const sizes = (...bytes: number[]) => bytes.map((each) => ({ bytes: each }));
  t.is(nextPass(sizes(1, 2, 3), 3), undefined);
  t.deepEqual(nextPass(sizes(9, 1, 8, 2, 3, 9), 5), { first: 3, count: 2 });
  t.deepEqual(nextPass(sizes(9, 1, 1, 9, 9, 9), 3), { first: 0, count: 3 });
});

test('passes leave exactly as many runs as are merged at last', (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(100), { minLength: 3, maxLength: 200 }),
      fc.integer({ min: 2, max: 64 }),
      (sizes, width) => {
        fc.pre(sizes.length > width);
        let left = sizes.map((bytes) => ({ bytes }));
        for (let pass = nextPass(left, width); pass !== undefined; pass = nextPass(left, width)) {
          t.true(pass.count >= 2 && pass.count <= width);
          const merged = left.slice(pass.first, pass.first + pass.count);
          t.is(merged.length, pass.count);
          left = left.toSpliced(pass.first, pass.count, {
            bytes: merged.reduce((sum, { bytes }) => sum + bytes, 0),
          });
        }
        t.is(left.length, width);
      },
    ),
  );
});
