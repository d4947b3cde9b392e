import test from 'ava';
import fc from 'fast-check';
import { KernelInternals } from '../../support/kernel-internals.js';

const kernel = new KernelInternals();

const MASK = 2n ** 64n - 1n;
const rotate = (word: bigint, bits: bigint) => ((word << bits) | (word >> (64n - bits))) & MASK;

/** SipHash-c-d as its authors write it down. */
function sipHash(
  rounds: number,
  finalRounds: number,
  key: readonly [bigint, bigint],
  text: Uint8Array,
): bigint {
  let [v0, v1, v2, v3] = [
    key[0] ^ 0x736f6d6570736575n,
    key[1] ^ 0x646f72616e646f6dn,
    key[0] ^ 0x6c7967656e657261n,
    key[1] ^ 0x7465646279746573n,
  ];
  const mix = (count: number) => {
    for (let round = 0; round < count; round++) {
      v0 = (v0 + v1) & MASK;
      v1 = rotate(v1, 13n) ^ v0;
      v0 = rotate(v0, 32n);
      v2 = (v2 + v3) & MASK;
      v3 = rotate(v3, 16n) ^ v2;
      v0 = (v0 + v3) & MASK;
      v3 = rotate(v3, 21n) ^ v0;
      v2 = (v2 + v1) & MASK;
      v1 = rotate(v1, 17n) ^ v2;
      v2 = rotate(v2, 32n);
    }
  };
  const words = Buffer.alloc((text.length & ~7) + 8);
  words.set(text);
  words[words.length - 1] = text.length;
  for (let at = 0; at < words.length; at += 8) {
    const word = words.readBigUInt64LE(at);
    v3 ^= word;
    mix(rounds);
    v0 ^= word;
  }
  v2 ^= 0xffn;
  mix(finalRounds);
  return v0 ^ v1 ^ v2 ^ v3;
}

test('the reference gives what the paper gives', (t) => {
  // SipHash-2-4 of 00 01 … 0e, appendix A of "SipHash: a fast short-input PRF".
  const text = Uint8Array.from({ length: 15 }, (_, index) => index);
  t.is(sipHash(2, 4, [0x0706050403020100n, 0x0f0e0d0c0b0a0908n], text), 0xa129ca6149be45e5n);
});

test('is the upper half of SipHash-1-3, whatever lies around the text', (t) => {
  const word = fc.bigInt({ min: 0n, max: MASK });
  fc.assert(
    fc.property(
      word,
      word,
      fc.uint8Array({ maxLength: 300 }),
      fc.uint8Array({ maxLength: 20 }),
      (...given) => {
        const [low, high, text, before] = given;
        kernel.clear();
        kernel.put(before);
        const [address, length] = kernel.put(text);
        kernel.bytes.set(before, address + length);
        kernel.exports.seedHash(low, high);
        const hash = kernel.exports.hashBytes(address, length) >>> 0;
        t.is(hash, Number(sipHash(1, 3, [low, high], text) >> 32n));
      },
    ),
  );
});
