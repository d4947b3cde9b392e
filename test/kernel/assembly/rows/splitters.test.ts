import test from 'ava';
import fc from 'fast-check';
import {
  INDEXED_SPLITTERS,
  SPLITTER_BYTES,
  SPLITTER_INDEX_ENTRIES,
  SPLITTER_INDEX_ENTRY_BYTES,
} from '../../../../lib/kernel/layout/partition.js';
import { compareUsers, type UserOrder } from '../../../../lib/records/user-order.js';
import { KernelInternals } from '../../../support/kernel-internals.js';

const kernel = new KernelInternals();
const { exports } = kernel;

/** Has the kernel use these splitters, which ascend and differ. */
function use(splitters: readonly string[], order: UserOrder): void {
  kernel.clear();
  exports.orderUsersNumerically(order === 'numeric');
  const index = SPLITTER_INDEX_ENTRIES * SPLITTER_INDEX_ENTRY_BYTES;
  const table = kernel.alignedRoom(splitters.length * SPLITTER_BYTES + index);
  const addresses = table / 4 + 2 * splitters.length;
  for (const [index, splitter] of splitters.entries()) {
    const [address, length] = kernel.put(splitter);
    kernel.words[addresses + index] = address;
    kernel.words[addresses + splitters.length + index] = length;
  }
  exports.useSplitters(table, splitters.length);
}

const order = (a: string, b: string, order: UserOrder) => compareUsers(Buffer.from(a), Buffer.from(b), order);

const user = fc.oneof(
  fc.string({ minLength: 1, maxLength: 20 }),
  fc.nat(10_000).map(String),
  fc.nat(10_000).map((number) => `customer-number-${number}`),
  fc.nat(300).map((length) => 'x'.repeat(length + 1)),
  fc.constantFrom('-0', '0', '00', '9'.repeat(30), `-${'9'.repeat(30)}`, 'a\0', 'a'),
);
const users = fc.array(user, { minLength: 1, maxLength: 60, size: 'max' });
const orders = fc.constantFrom<UserOrder>('bytes', 'numeric');

test('the partition of a user is the number of splitters up to and including that user', (t) => {
  fc.assert(
    fc.property(users, users, orders, (sample, others, by) => {
      const splitters = [...new Set(sample)].sort((a, b) => order(a, b, by));
      use(splitters, by);
      for (const each of [...sample, ...others]) {
        const expected = splitters.filter((splitter) => order(splitter, each, by) <= 0).length;
        t.is(exports.partitionOf(...kernel.put(each)), expected, each);
        // What was found last is not looked for again.
        t.is(exports.partitionOf(...kernel.put(each)), expected, each);
      }
    }),
    { numRuns: 150 },
  );
});

test('with many splitters an index of their first bytes leads to the same partitions', (t) => {
  const some = { minLength: INDEXED_SPLITTERS + 100, maxLength: INDEXED_SPLITTERS + 100 };
  const many = fc.oneof(
    fc.array(fc.string({ minLength: 1, maxLength: 4 }), some),
    fc
      .constantFrom('', 'u', 'user-')
      .chain((start) => fc.array(fc.nat(99_999), some).map((all) => all.map((each) => `${start}${each}`))),
    fc.array(fc.nat(9999), some).map((all) => all.map((each) => `${'ab\u00ff\uffff'[each % 4]}${each}`)),
  );
  fc.assert(
    fc.property(many, users, orders, (sample, others, by) => {
      const splitters = [...new Set(sample)].sort((a, b) => order(a, b, by));
      use(splitters, by);
      for (const each of [...sample.slice(0, 20), ...others]) {
        const expected = splitters.filter((splitter) => order(splitter, each, by) <= 0).length;
        t.is(exports.partitionOf(...kernel.put(each)), expected, each);
      }
    }),
    { numRuns: 12 },
  );
});

test('users that share their beginning are distinguished by the bytes after it', (t) => {
  const sample = Array.from({ length: 640 }, (_, index) => `customer-${String(index).padStart(6, '0')}`);
  use(
    sample.filter((_, index) => index > 0 && index % 10 === 0),
    'bytes',
  );
  t.deepEqual(
    sample.map((each) => exports.partitionOf(...kernel.put(each))),
    sample.map((_, index) => Math.floor(index / 10)),
  );
});

test('without splitters all users belong together', (t) => {
  use([], 'bytes');
  t.is(exports.partitionOf(...kernel.put('any user')), 0);
});
