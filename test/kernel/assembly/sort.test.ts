import test from 'ava';
import fc from 'fast-check';
import { KernelInternals } from '../../support/kernel-internals.js';

const kernel = new KernelInternals();

function sortedIntegers(items: readonly bigint[]): bigint[] {
  kernel.clear();
  const first = kernel.alignedRoom(8 * items.length);
  kernel.longWords.set(items, first / 8);
  kernel.exports.sortIntegers(first, items.length);
  return [...kernel.longWords.subarray(first / 8, first / 8 + items.length)];
}

const ascending = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0);

test('integers are sorted, unsigned, also where many are equal', (t) => {
  const item = fc.oneof(fc.bigInt({ min: 0n, max: 3n }), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }));
  fc.assert(
    fc.property(
      fc.array(item, { maxLength: 300, size: 'max' }),
      fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      (items, seed) => {
        kernel.exports.seedPivots(seed);
        t.deepEqual(sortedIntegers(items), items.toSorted(ascending));
      },
    ),
    { numRuns: 60 },
  );
});

test('so are orders that make a quicksort slow, or deep', (t) => {
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
    t.deepEqual(sortedIntegers(items), items.toSorted(ascending), name);
  }
});

test('what ties in the high half is sorted by what the low half stands for', (t) => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '\0'), maxLength: 12 });
  const items = fc.array(fc.tuple(fc.nat(3), text), { maxLength: 200, size: 'max' });
  fc.assert(
    fc.property(items, (given) => {
      kernel.clear();
      const first = kernel.alignedRoom(8 * given.length);
      for (const [index, [high, each]] of given.entries()) {
        const address = kernel.alignedRoom(4 + each.length);
        kernel.words[address / 4] = each.length;
        kernel.bytes.set(Buffer.from(each), address + 4);
        kernel.words.set([address, high], first / 4 + 2 * index);
      }
      kernel.exports.sortAddressedTexts(first, given.length);
      const sorted = given.map((_, index) => {
        const [address, high] = kernel.words.subarray(first / 4 + 2 * index);
        return [high!, kernel.text(address! + 4, kernel.words[address! / 4]!)] as const;
      });
      const expected = given.toSorted(
        ([a, left], [b, right]) => a - b || Buffer.compare(Buffer.from(left), Buffer.from(right)),
      );
      t.deepEqual(sorted, expected);
    }),
    { numRuns: 60 },
  );
});
