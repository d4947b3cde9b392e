import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/** Pseudo-random numbers: the same ones for the same key, unrelated ones for keys that differ in anything. */
export class Random {
  readonly #generator: RandomGenerator;

  /** A key is a seed and two numbers that name the stream within it, such as a user and one of their attributes. */
  constructor(seed: number, first: number, second: number) {
    const high = Math.floor(seed / 2 ** 32);
    const a = mix(mix(mix(mix(0x243f6a88, seed), high), first), second);
    const b = mix(mix(mix(mix(0x13198a2e, seed), high), first), second);
    this.#generator = xoroshiro128plusFromState([a, b, mix(a, b), mix(b, a)]);
  }

  /** 32 random bits, as a signed number. */
  bits(): number {
    return this.#generator.next();
  }

  /**
   * A whole number from 0 to `limit - 1`. Scaled, not taken modulo, so nothing is drawn twice; the bias that remains
   * is below `limit / 2^32`.
   */
  below(limit: number): number {
    return Math.floor(((this.#generator.next() >>> 0) * limit) / 2 ** 32);
  }
}

/** Absorbs 32 bits into a state of 32 bits; the finalizer of MurmurHash3, so that each bit changes every other. */
function mix(state: number, bits: number): number {
  let hash = Math.imul(state ^ bits, 0x9e3779b1) + bits;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
