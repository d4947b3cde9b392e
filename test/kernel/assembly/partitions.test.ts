import test from 'ava';
import fc from 'fast-check';
import { RECORD_USER_LENGTH, RECORD_USER_OFFSET, RECORD_WORDS } from '../../../lib/kernel/layout/columns.js';
import { compareUsers, type UserOrder } from '../../../lib/records/user-order.js';
import { KernelInternals } from '../../support/kernel-internals.js';

const kernel = new KernelInternals();
const { exports } = kernel;
const HEAD_BYTES = exports.PARTITION_BYTES.value;

/** Partitions, chosen by a sample of users. */
function choose(sample: readonly string[], count: number, order: UserOrder): void {
  kernel.clear();
  exports.orderUsersNumerically(order === 'numeric');
  exports.resetPartitions(kernel.alignedRoom(count * (HEAD_BYTES + 8)), count, kernel.alignedRoom(2 ** 21));
  const records = kernel.alignedRoom(sample.length * RECORD_WORDS * 4);
  for (const [index, user] of sample.entries()) {
    const [address, length] = kernel.put(user);
    const record = records / 4 + index * RECORD_WORDS;
    kernel.words[record + RECORD_USER_OFFSET] = address;
    kernel.words[record + RECORD_USER_LENGTH] = length;
  }
  const scratch = kernel.alignedRoom(sample.length * exports.ITEM_BYTES.value);
  exports.choosePartitions(0, records, sample.length, scratch);
}

function partitionOf(user: string): number {
  const room = kernel.put(user);
  return (exports.partitionOf(...room) - exports.firstPartition()) / HEAD_BYTES;
}

const user = fc.oneof(
  fc.string({ minLength: 1, maxLength: 20 }),
  fc.nat(10_000).map(String),
  fc.nat(10_000).map((number) => `customer-number-${number}`),
  fc.nat(300).map((length) => 'x'.repeat(length + 1)),
);
const users = fc.array(user, { minLength: 1, maxLength: 60, size: 'max' });
const counts = fc.constantFrom(1, 2, 8, 64);
const orders = fc.constantFrom<UserOrder>('bytes', 'numeric');

test('partitions never contradict the order of users, whatever they were chosen by', (t) =>
  fc.assert(
    fc.property(users, users, counts, orders, (sample, others, count, order) => {
      choose(sample, count, order);
      const sorted = [...sample, ...others].sort((a, b) =>
        compareUsers(Buffer.from(a), Buffer.from(b), order),
      );
      const partitions = sorted.map(partitionOf);
      t.deepEqual(
        partitions,
        partitions.toSorted((a, b) => a - b),
      );
      t.true(partitions.every((partition) => partition >= 0 && partition < count));
    }),
    { numRuns: 100 },
  ));

test('users that share their beginning are told apart by what follows', (t) => {
  const sample = Array.from({ length: 640 }, (_, index) => `customer-${String(index).padStart(6, '0')}`);
  choose(sample, 64, 'bytes');
  t.deepEqual(
    sample.map(partitionOf),
    sample.map((_, index) => Math.floor(index / 10)),
  );
});

test('a partition holds its records in the order they came in, long ones too', (t) =>
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(
          fc.nat(3),
          fc.oneof(
            fc.integer({ min: 1, max: 40 }),
            fc.nat(2000).map((n) => n + 1),
          ),
        ),
        {
          maxLength: 120,
          size: 'max',
        },
      ),
      (records) => {
        choose(['a', 'b', 'c', 'd'], 4, 'bytes');
        const first = exports.firstPartition();
        const expected: number[][] = [[], [], [], []];
        for (const [index, [partition, words]] of records.entries()) {
          const place = exports.placeRecord(first + partition * HEAD_BYTES, words * 8, 2);
          kernel.words.fill(index + 1, place / 4, place / 4 + 2 * words);
          kernel.words[place / 4] = words * 8;
          expected[partition]!.push(index + 1);
        }
        for (const [index, numbers] of expected.entries()) {
          const partition = first + index * HEAD_BYTES;
          const found: number[] = [];
          for (let chunk = exports.firstChunk(partition); chunk !== 0; chunk = exports.nextChunk(chunk)) {
            const end = exports.chunkRecordsEnd(partition, chunk);
            for (
              let record = exports.chunkRecords(chunk);
              record < end;
              record += kernel.words[record / 4]!
            ) {
              const bytes = kernel.words[record / 4]!;
              const words = kernel.words.subarray(record / 4 + 1, (record + bytes) / 4);
              t.true(words.every((word) => word === words[0]));
              found.push(words[0]!);
            }
          }
          t.deepEqual(found, numbers);
          t.is(exports.partitionRecords(partition), numbers.length);
          t.is(exports.partitionRows(partition), 2 * numbers.length);
        }
      },
    ),
    { numRuns: 40 },
  ));
