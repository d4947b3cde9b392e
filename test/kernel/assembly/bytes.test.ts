import test from 'ava';
import fc from 'fast-check';
import { KernelInternals } from '../../support/kernel-internals.js';

const kernel = new KernelInternals();
const { exports } = kernel;
test.beforeEach(() => kernel.clear());

/** Shorter texts are padded with zeros. */
const ends = fc.array(fc.constantFrom(0, 0, 1, 255), { maxLength: 9 }).map((bytes) => Uint8Array.from(bytes));

/** Two texts that have more in common than chance would have it, around the eight bytes that are compared at once. */
const pairs = fc
  .tuple(fc.uint8Array({ maxLength: 40 }), ends, ends)
  .map(([common, a, b]) => [Buffer.concat([common, a]), Buffer.concat([common, b])] as const);

test('texts are ordered by unsigned bytes, and a prefix comes before longer texts', (t) => {
  fc.assert(
    fc.property(pairs, ([a, b]) => {
      kernel.clear();
      const [left, right] = [kernel.put(a), kernel.put(b)];
      t.is(Math.sign(exports.compareBytes(...left, ...right)), Buffer.compare(a, b));
      t.is(Math.sign(exports.compareBytes(...right, ...left)), Buffer.compare(b, a));
    }),
  );
});

test('texts are compared for equality without the bytes after them', (t) => {
  fc.assert(
    fc.property(pairs, fc.nat(50), ([a, b], length) => {
      kernel.clear();
      const most = Math.min(length, a.length, b.length);
      const equal = a.subarray(0, most).equals(b.subarray(0, most));
      t.is(exports.equalBytes(kernel.put(a)[0], kernel.put(b)[0], most) !== 0, equal);
    }),
  );
});

test('prefixes never contradict the order of bytes', (t) => {
  fc.assert(
    fc.property(pairs, ([a, b]) => {
      kernel.clear();
      const [left, right] = [a, b].map((text) => BigInt.asUintN(64, exports.prefix(...kernel.put(text))));
      if (left !== right) t.is(left! < right! ? -1 : 1, Buffer.compare(a, b));
      else {
        const behind = exports.compareBehindPrefix(...kernel.put(a), ...kernel.put(b));
        t.is(Math.sign(behind), Buffer.compare(a, b));
      }
      const padded = Buffer.alloc(8);
      a.copy(padded);
      t.is(left, padded.readBigUInt64BE());
    }),
  );
});

test('a copy is complete and writes nothing outside its place', (t) => {
  for (let length = 0; length <= 200; length++) {
    kernel.clear();
    const source = Uint8Array.from({ length }, (_, index) => index + 1);
    const [from] = kernel.put(source);
    const [place] = kernel.put(new Uint8Array(length + 40).fill(0xee));
    exports.copyBytes(place + 20, from, length);
    const copied = kernel.bytes.slice(place, place + length + 40);
    const expected = Buffer.concat([Buffer.alloc(20, 0xee), source, Buffer.alloc(20, 0xee)]);
    t.true(Buffer.from(copied).equals(expected), `${length} bytes`);
  }
});

test('a loose copy is complete and writes at most 15 more bytes after it', (t) => {
  for (let length = 0; length <= 300; length++) {
    const source = Buffer.from(
      Array.from({ length: length + 16 }, (_, index) => (index * 7 + length) & 0xff),
    );
    kernel.clear();
    const [from] = kernel.put(source);
    const place = kernel.room(length + 40);
    kernel.bytes.fill(0xee, place, place + length + 40);
    exports.copyLoosely(place + 10, from, length);
    const copied = Buffer.from(kernel.bytes.slice(place, place + length + 40));
    t.true(copied.subarray(10, 10 + length).equals(source.subarray(0, length)), `${length} bytes`);
    const behind = 10 + Math.max(16, length + 15);
    t.true(copied.subarray(0, 10).every((byte) => byte === 0xee));
    t.true(copied.subarray(behind).every((byte) => byte === 0xee));
  }
});

test('varints are LEB128 and are read back unchanged', (t) => {
  const edges = [0n, 127n, 128n, 16383n, 16384n, 2n ** 32n, 2n ** 63n, 2n ** 64n - 1n];
  const values = fc.oneof(fc.constantFrom(...edges), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }));
  fc.assert(
    fc.property(values, (value) => {
      const at = kernel.room(10);
      const end = exports.writeVarint(at, value);
      const groups: number[] = [];
      let rest = value;
      for (; rest >= 128n; rest >>= 7n) groups.push(Number(rest & 127n) | 128);
      t.deepEqual([...kernel.bytes.subarray(at, end)], [...groups, Number(rest)]);
      t.is(BigInt.asUintN(64, exports.readVarint(at)), value);
      t.is(exports.varintEnd.value, end);
    }),
  );
});
