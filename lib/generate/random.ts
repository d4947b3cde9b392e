import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/** Pseudo-random numbers: equal keys give equal numbers, and keys that differ in any part give unrelated ones. */
export class Random {
  readonly #generator: RandomGenerator;

  /** The key is a seed and two numbers that name a stream within it, such as a user and one of their attributes. */
  constructor(seed: number, first: number, second: number) {
    const high = Math.floor(seed / 2 ** 32);
    const a = mix(mix(mix(mix(0x243f6a88, seed), high), first), second);
    const b = mix(mix(mix(mix(0x13198a2e, seed), high), first), second);
    this.#generator = xoroshiro128plusFromState([a, b, mix(a, b), mix(b, a)]);
  }

  /** 32 random bits, as a signed integer. */
  bits(): number {
    return this.#generator.next();
  }

  /**
   * A whole number from 0 to `limit - 1`. Scales one draw instead of rejecting and redrawing; the bias is below
   * `limit / 2^32`.
   */
  below(limit: number): number {
    return Math.floor(((this.#generator.next() >>> 0) * limit) / 2 ** 32);
  }
}

/** Absorbs 32 bits into a state of 32 bits, with the finalizer of MurmurHash3: every input bit affects every output bit. */
function mix(state: number, bits: number): number {
  let hash = Math.imul(state ^ bits, 0x9e3779b1) + bits;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
