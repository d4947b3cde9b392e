// Ranks, and with them the sort of ranked texts: every distinct text has its place in the order of the output.
import test from 'ava';
import fc from 'fast-check';
import { compareUsers, type UserOrder } from '../../../lib/records/user-order.js';
import { KernelInternals } from '../../support/kernel-internals.js';

const SLOT_BYTES = 16;
const ARENA_BYTES = 2 ** 20;
const kernel = new KernelInternals();
const { exports } = kernel;

/** Interns the texts; the address of their table, and the texts that it holds by index. */
function tableOf(texts: readonly string[]): { table: number; distinct: string[] } {
  kernel.clear();
  const capacity = texts.length + 1;
  const table = kernel.alignedRoom(exports.TABLE_BYTES.value);
  const slots = kernel.alignedRoom(capacity * SLOT_BYTES);
  exports.resetTable(table, slots, capacity);
  exports.resetTexts(kernel.alignedRoom(ARENA_BYTES) + ARENA_BYTES);
  for (const text of texts) {
    const [address, length] = kernel.put(text);
    exports.intern(table, address, length, exports.hashBytes(address, length));
  }
  return { table, distinct: [...new Set(texts)] };
}

function checkRanks(
  t: import('ava').ExecutionContext,
  texts: readonly string[],
  order: UserOrder,
  areUsers: boolean,
) {
  exports.orderUsersNumerically(order === 'numeric');
  const { table, distinct } = tableOf(texts);
  const ranks = kernel.alignedRoom(exports.RANK_BYTES.value * distinct.length);
  exports.rankTexts(table, ranks, areUsers);
  exports.noteRanks(table, ranks);
  const ranked = distinct.map((_, rank) => {
    const address = exports.rankedText(ranks, rank);
    return kernel.text(address + 4, kernel.words[address / 4]!);
  });
  const expected = distinct.toSorted((a, b) =>
    compareUsers(Buffer.from(a), Buffer.from(b), areUsers ? order : 'bytes'),
  );
  t.deepEqual(ranked, expected);
  for (const [rank, text] of expected.entries()) {
    t.is(distinct[exports.rankedIndex(ranks, rank)], text);
    t.is(kernel.words[exports.rankNote(ranks, distinct.indexOf(text)) / 4], rank);
  }
}

/** Texts that share much, up to and beyond the depth from which on they are compared whole. */
const shared = fc
  .tuple(
    fc.constantFrom(0, 1, 7, 8, 9, 16, 63, 64, 65, 100),
    fc.string({ unit: fc.constantFrom('a', 'b', '\0'), maxLength: 10 }),
  )
  .map(([length, end]) => 'x'.repeat(length) + end);
const numbers = fc.oneof(
  fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }).map(String),
  fc.string({ unit: fc.constantFrom('-', '0', '1'), minLength: 1, maxLength: 6 }),
);
const texts = fc.array(fc.oneof(shared, numbers, fc.string({ unit: 'binary', maxLength: 20 })), {
  maxLength: 120,
  size: 'max',
});

test('names rank by their bytes, whatever the order of users', (t) =>
  fc.assert(
    fc.property(texts, fc.constantFrom<UserOrder>('bytes', 'numeric'), (given, order) =>
      checkRanks(t, given, order, false),
    ),
    { numRuns: 60 },
  ));

test('users rank in their order', (t) =>
  fc.assert(
    fc.property(texts, fc.constantFrom<UserOrder>('bytes', 'numeric'), (given, order) =>
      checkRanks(
        t,
        given.filter((user) => user !== ''),
        order,
        true,
      ),
    ),
    { numRuns: 60 },
  ));

test('thousands of texts that differ at the end alone', (t) => {
  const many = Array.from({ length: 5000 }, (_, index) => `a common beginning ${(index * 7919) % 5000}`);
  checkRanks(t, many, 'bytes', false);
  checkRanks(
    t,
    many.map((text) => text.slice(19)),
    'numeric',
    true,
  );
});
