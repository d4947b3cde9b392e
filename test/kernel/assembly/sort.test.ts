import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { ITEM_BYTES } from '../../../lib/kernel/layout/item.js';
import { KernelInternals } from '../../support/kernel-internals.js';

const kernel = new KernelInternals();

/** The prefixes as they are sorted. Each item has its index in the rest of it, which must have come along. */
function sortedPrefixes(t: ExecutionContext, prefixes: readonly bigint[]): bigint[] {
  kernel.clear();
  const first = kernel.alignedRoom(ITEM_BYTES * prefixes.length);
  const items = kernel.longWords.subarray(first / 8, first / 8 + 2 * prefixes.length);
  for (const [index, prefix] of prefixes.entries()) items.set([prefix, BigInt(index)], 2 * index);
  kernel.exports.sortByPrefix(first, prefixes.length);
  const indexes = prefixes.map((_, place) => Number(items[2 * place + 1]));
  t.is(new Set(indexes).size, prefixes.length);
  const sorted = prefixes.map((_, place) => items[2 * place]!);
  t.deepEqual(
    sorted,
    indexes.map((index) => prefixes[index]),
  );
  return sorted;
}

const ascending = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0);

test('items are sorted by their unsigned prefixes, also if many are equal', (t) => {
  const item = fc.oneof(fc.bigInt({ min: 0n, max: 3n }), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }));
  fc.assert(
    fc.property(
      fc.array(item, { maxLength: 300, size: 'max' }),
      fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      (items, seed) => {
        kernel.exports.seedPivots(seed);
        t.deepEqual(sortedPrefixes(t, items), items.toSorted(ascending));
      },
    ),
    { numRuns: 60 },
  );
});

test('items in an order that makes a quicksort slow or deep are sorted', (t) => {
  const count = 20_000;
  const orders: [string, (index: number) => number][] = [
    ['ascending', (index) => index],
    ['descending', (index) => count - index],
    ['all equal', () => 7],
    ['two values', (index) => index % 2],
    ['up and down', (index) => Math.min(index, count - index)],
    ['saw', (index) => index % 100],
  ];
  for (const [name, valueAt] of orders) {
    const items = Array.from({ length: count }, (_, index) => BigInt(valueAt(index)));
    t.deepEqual(sortedPrefixes(t, items), items.toSorted(ascending), name);
  }
});

test('items whose prefixes tie are sorted by what they stand for', (t) => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '\0'), maxLength: 12 });
  const items = fc.array(fc.tuple(fc.nat(3), text), { maxLength: 200, size: 'max' });
  fc.assert(
    fc.property(items, (given) => {
      kernel.clear();
      const first = kernel.alignedRoom(ITEM_BYTES * given.length);
      const items = kernel.longWords.subarray(first / 8, first / 8 + 2 * given.length);
      for (const [index, [prefix, each]] of given.entries()) {
        const address = kernel.alignedRoom(4 + each.length);
        kernel.words[address / 4] = each.length;
        kernel.bytes.set(Buffer.from(each), address + 4);
        items.set([BigInt(prefix), BigInt(address)], 2 * index);
      }
      kernel.exports.sortTexts(first, given.length);
      const sorted = given.map((_, index) => {
        const address = Number(items[2 * index + 1]);
        return [Number(items[2 * index]), kernel.text(address + 4, kernel.words[address / 4]!)] as const;
      });
      const expected = given.toSorted(
        ([a, left], [b, right]) => a - b || Buffer.compare(Buffer.from(left), Buffer.from(right)),
      );
      t.deepEqual(sorted, expected);
    }),
    { numRuns: 60 },
  );
});
