import test from 'ava';
import fc from 'fast-check';
import { compareUsers, type UserOrder } from '../../lib/records/user-order.js';
import { partitionUsers } from '../../lib/storage/partition-users.js';

const order = fc.constantFrom<UserOrder>('bytes', 'numeric');
/** Of each run its blocks: their first users, which repeat where a user takes several, and their bytes. */
const runs = fc.array(fc.array(fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 1000 })), { maxLength: 12 }), {
  maxLength: 5,
});

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
    fc.property(runs, order, fc.integer({ min: 1, max: 9 }), (given, order, parts) => {
      const footers = given.map((blocks) => footerOf(blocks, order));
      const ranges = partitionUsers(footers, order, parts);
      t.true(ranges.length >= 1 && ranges.length <= parts);
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

test('parts are about equal where users are many', (t) => {
  const users = Array.from({ length: 400 }, (_, index) => [1000 + index, 100] as const);
  const footers = [footerOf(users.slice(0, 200), 'bytes'), footerOf(users.slice(200), 'bytes')];
  const ranges = partitionUsers(footers, 'bytes', 4);
  t.deepEqual(
    ranges.map(({ from }) => from?.toString()),
    [undefined, '1100', '1200', '1300'],
  );
});

test('a single user is not cut', (t) => {
  const footers = [footerOf(Array(50).fill([7, 100]), 'bytes')];
  t.deepEqual(partitionUsers(footers, 'bytes', 4), [{ from: undefined, before: undefined }]);
  t.deepEqual(partitionUsers([], 'bytes', 4), [{ from: undefined, before: undefined }]);
});
