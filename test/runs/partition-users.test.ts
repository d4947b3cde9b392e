import test from 'ava';
import fc from 'fast-check';
import { compareUsers, type UserOrder } from '../../lib/records/user-order.js';
import { partitionUsers } from '../../lib/runs/partition-users.js';

const order = fc.constantFrom<UserOrder>('bytes', 'numeric');
/** Of each run its blocks: their first users, which repeat where a user takes several, and their bytes. */
const runs = fc.array(fc.array(fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 1000 })), { maxLength: 12 }), {
  maxLength: 5,
});
const sizes = fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 1, maxLength: 9 });

function footerOf(blocks: readonly (readonly [number, number])[], order: UserOrder) {
  let offset = 16;
  const users = blocks.map(([user]) => Buffer.from(String(user)));
  users.sort((a, b) => compareUsers(a, b, order));
  const entries = users.map((firstUser, index) => {
    const entry = { offset, firstUser };
    offset += blocks[index]![1];
    return entry;
  });
  return { blocks: entries, end: offset };
}

test('ranges follow each other, from the first user to the last, and are no more than asked for', (t) =>
  fc.assert(
    fc.property(runs, order, sizes, (given, order, sizes) => {
      const footers = given.map((blocks) => footerOf(blocks, order));
      const ranges = partitionUsers(footers, order, sizes);
      t.true(ranges.length >= 1 && ranges.length <= sizes.length);
      t.is(ranges[0]!.from, undefined);
      t.is(ranges.at(-1)!.before, undefined);
      for (const [index, { before }] of ranges.slice(0, -1).entries()) {
        t.deepEqual(ranges[index + 1]!.from, before);
        const from = ranges[index]!.from;
        if (from !== undefined) t.true(compareUsers(from, before!, order) < 0);
      }
    }),
    { numRuns: 100 },
  ));

test('parts are about as long as they are to be where users are many', (t) => {
  const users = Array.from({ length: 400 }, (_, index) => [1000 + index, 100] as const);
  const footers = [footerOf(users.slice(0, 200), 'bytes'), footerOf(users.slice(200), 'bytes')];
  const starts = (sizes: number[]) =>
    partitionUsers(footers, 'bytes', sizes).map(({ from }) => from?.toString());
  t.deepEqual(starts([10_000, 10_000, 10_000, 10_000]), [undefined, '1100', '1200', '1300']);
  t.deepEqual(starts([20_000, 15_000, 5_000]), [undefined, '1200', '1350']);
});

test('a single user is not cut', (t) => {
  const footers = [footerOf(Array(50).fill([7, 100]), 'bytes')];
  t.deepEqual(partitionUsers(footers, 'bytes', [1000, 1000, 3000]), [{ from: undefined, before: undefined }]);
  t.deepEqual(partitionUsers([], 'bytes', [1, 1]), [{ from: undefined, before: undefined }]);
});

test('a user that takes more than a part does not make the next ones short', (t) => {
  const users = [...Array(50).fill(10), ...Array.from({ length: 50 }, (_, index) => 11 + index)];
  const footers = [
    footerOf(
      users.map((user) => [user, 100] as const),
      'bytes',
    ),
  ];
  const starts = partitionUsers(footers, 'bytes', Array(10).fill(1000)).map(({ from }) => from?.toString());
  t.deepEqual(starts, [undefined, '11', '21', '31', '41', '51']);
});
