import test from 'ava';
import fc from 'fast-check';
import { partitionUsers } from '../../lib/runs/partition-users.js';
import type { Interval } from '../../lib/runs/run-set.js';

const sizes = fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 1, maxLength: 9 });

/** Consecutive ranges of users with the given numbers of bytes. */
function intervalsOf(bytes: readonly number[]): Interval[] {
  const user = (index: number) =>
    index === 0 || index === bytes.length ? undefined : Buffer.from(`${1000 + index}`);
  return bytes.map((each, index) => ({
    from: user(index),
    before: user(index + 1),
    partitions: [],
    bytes: each,
    records: 1,
  }));
}

test('ranges are consecutive from the first user to the last, and at most as many as requested', (t) => {
  fc.assert(
    fc.property(fc.array(fc.nat(1000), { minLength: 1, maxLength: 60 }), sizes, (bytes, sizes) => {
      const ranges = partitionUsers({ intervals: intervalsOf(bytes) }, sizes);
      t.true(ranges.length >= 1 && ranges.length <= sizes.length);
      t.is(ranges[0]!.from, undefined);
      t.is(ranges.at(-1)!.before, undefined);
      for (const [index, { before }] of ranges.slice(0, -1).entries()) {
        t.deepEqual(ranges[index + 1]!.from, before);
        const from = ranges[index]!.from;
        if (from !== undefined) t.true(Buffer.compare(from, before!) < 0);
      }
    }),
    { numRuns: 100 },
  );
});

test('parts have about the requested sizes if partitions are small', (t) => {
  const intervals = intervalsOf(Array(400).fill(100));
  const starts = (sizes: number[]) =>
    partitionUsers({ intervals }, sizes).map(({ from }) => from?.toString());
  t.deepEqual(starts([10_000, 10_000, 10_000, 10_000]), [undefined, '1100', '1200', '1300']);
  t.deepEqual(starts([20_000, 15_000, 5_000]), [undefined, '1200', '1350']);
});

test('a partition is not cut, and one that is larger than a part does not shorten the next parts', (t) => {
  const whole = [{ from: undefined, before: undefined }];
  t.deepEqual(partitionUsers({ intervals: intervalsOf([5000]) }, [1000, 1000, 3000]), whole);
  t.deepEqual(partitionUsers({ intervals: [] }, [1, 1]), whole);
  const intervals = intervalsOf([5000, ...Array(50).fill(100)]);
  const starts = partitionUsers({ intervals }, Array(10).fill(1000)).map(({ from }) => from?.toString());
  t.deepEqual(starts, [undefined, '1001', '1011', '1021', '1031', '1041']);
});
