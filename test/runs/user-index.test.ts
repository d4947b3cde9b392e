import test from 'ava';
import fc from 'fast-check';
import { compareUsers, type UserOrder } from '../../lib/records/user-order.js';
import { UserIndex, UserIndexBuilder } from '../../lib/runs/user-index.js';

const orders = fc.constantFrom<UserOrder>('bytes', 'numeric');
const users = fc.array(fc.oneof(fc.nat(30).map(String), fc.string({ minLength: 1, maxLength: 70 })), {
  minLength: 1,
  maxLength: 60,
});
const bytesOf = (user: string) => new TextEncoder().encode(user);

/** A slice of one record a block, of 10 bytes each, from an offset on. */
function sliceOf(all: readonly string[], order: UserOrder, start: number) {
  const sorted = all.map(bytesOf).sort((one, other) => compareUsers(one, other, order));
  return sorted.map((user, block) => ({ user, start: start + block * 10, end: start + block * 10 + 10 }));
}

test('each user is in the blocks that the index tells, whatever entries were left out', (t) =>
  fc.assert(
    fc.property(users, users, orders, fc.integer({ min: 2, max: 70 }), (one, other, order, most) => {
      const slices = [sliceOf(one, order, 24), sliceOf(other, order, 24 + one.length * 10)];
      const builder = new UserIndexBuilder(most);
      for (const { start, user } of slices.flat()) builder.add(start, user);
      const index = UserIndex.decode(builder.encode(), order)!;
      for (const blocks of slices) {
        const slice = { start: blocks[0]!.start, end: blocks.at(-1)!.end };
        for (const user of [...one, ...other].map(bytesOf)) {
          const { start, end } = index.blocksOf(user, slice);
          t.true(slice.start <= start && start <= end && end <= slice.end);
          for (const block of blocks) {
            if (Buffer.compare(block.user, user) !== 0) continue;
            t.true(start <= block.start && block.end <= end, `${Buffer.from(user)} is before or behind`);
          }
        }
      }
    }),
  ));

test('with an entry for each block, no block is told that lies between other users', (t) => {
  const builder = new UserIndexBuilder();
  for (let block = 0; block < 100; block++) builder.add(24 + block * 10, bytesOf(String(100 + block)));
  const index = UserIndex.decode(builder.encode(), 'bytes')!;
  t.deepEqual(index.blocksOf(bytesOf('150'), { start: 24, end: 1024 }), { start: 514, end: 534 });
  t.deepEqual(index.blocksOf(bytesOf('0'), { start: 24, end: 1024 }), { start: 24, end: 24 });
  t.deepEqual(index.blocksOf(bytesOf('9'), { start: 24, end: 1024 }), { start: 1014, end: 1024 });
});

test('of many blocks so many entries stay that it is small', (t) => {
  const builder = new UserIndexBuilder(16);
  for (let block = 0; block < 1000; block++) builder.add(24 + block, bytesOf(String(1000 + block)));
  t.true(builder.encode().length < 16 * 20);
});

test('bytes that are cut short or have more are no index', (t) => {
  const builder = new UserIndexBuilder();
  for (const user of ['a', 'bc']) builder.add(24, bytesOf(user));
  const bytes = builder.encode();
  for (let length = 0; length < bytes.length; length++)
    t.is(UserIndex.decode(bytes.subarray(0, length), 'bytes'), undefined);
  t.is(UserIndex.decode(Buffer.concat([bytes, Buffer.from('x')]), 'bytes'), undefined);
});
