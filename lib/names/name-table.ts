import { randomInt } from 'node:crypto';

// A map from names to counts, with bytes as keys: creating a string per lookup would take ten times as long.

const INITIAL_BYTES = 2 ** 16;
/** FNV-1a with a random basis in each process, so that colliding names cannot be prepared. */
const HASH_BASIS = randomInt(2 ** 32);
const HASH_PRIME = 0x01000193;

/** Counts by name, for at most `capacity` names, in order of first occurrence. Adding more is not checked. */
export class NameTable {
  readonly #counts: Float64Array;
  readonly #hashes: Uint32Array;
  /** Where each name begins in `#bytes`, then where the last one ends. */
  readonly #starts: Uint32Array;
  /** Open addressing by hash: the index of a name plus 1, or 0 if free. A power of two in length, at most half full. */
  readonly #slots: Uint32Array;
  #bytes = Buffer.allocUnsafeSlow(INITIAL_BYTES);
  #size = 0;

  constructor(capacity: number) {
    this.#counts = new Float64Array(capacity);
    this.#hashes = new Uint32Array(capacity);
    this.#starts = new Uint32Array(capacity + 1);
    this.#slots = new Uint32Array(2 ** Math.ceil(Math.log2(2 * capacity)));
  }

  /** Number of names. */
  get size(): number {
    return this.#size;
  }

  add(bytes: Uint8Array, start: number, end: number, times: number): void {
    const hash = hashOf(bytes, start, end);
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const index = this.#slots[slot]! - 1;
      if (index === -1) {
        this.#slots[slot] = this.#insert(bytes, start, end, hash) + 1;
        this.#counts[this.#size - 1] = times;
        return;
      }
      if (this.#hashes[index] === hash && this.#equals(index, bytes, start, end)) {
        this.#counts[index]! += times;
        return;
      }
    }
  }

  /** A view of the name's bytes, valid until the next `add`. */
  nameAt(index: number): Buffer {
    return this.#bytes.subarray(this.#starts[index]!, this.#starts[index + 1]!);
  }

  countAt(index: number): number {
    return this.#counts[index]!;
  }

  #insert(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const at = this.#starts[this.#size]!;
    const next = at + end - start;
    if (next > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(next, 2 * this.#bytes.length));
      this.#bytes.copy(larger, 0, 0, at);
      this.#bytes = larger;
    }
    this.#bytes.set(bytes.subarray(start, end), at);
    this.#hashes[this.#size] = hash;
    this.#starts[++this.#size] = next;
    return this.#size - 1;
  }

  #equals(index: number, bytes: Uint8Array, start: number, end: number): boolean {
    const own = this.#bytes;
    let at = this.#starts[index]!;
    if (this.#starts[index + 1]! - at !== end - start) return false;
    for (let other = start; other < end; other++) if (own[at++] !== bytes[other]) return false;
    return true;
  }
}

function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = HASH_BASIS;
  for (let index = start; index < end; index++) hash = Math.imul(hash ^ bytes[index]!, HASH_PRIME);
  return (hash ^ (hash >>> 15)) >>> 0;
}
