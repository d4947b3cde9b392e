import { compareUsers, type UserOrder } from '../records/user-order.js';

/**
 * The index of a run whose slices are by user (see run-format.ts): the first users of some of its blocks, integers
 * little-endian, in the order of the file.
 *
 *   u32  number of entries
 *   f64  for each entry where its block begins in the file
 *   u32  for each entry where its user ends in the texts; it begins where the one before ends
 *        the texts: the first users of these blocks
 *
 * It has an entry for each block, or, in a large run, for every second, fourth and so on, so that it stays small: some
 * megabytes at most. A long user has none. So from an entry on there are users from its own up to that of the next entry,
 * both included, as one user may have the end of a block and the beginning of the next one.
 */

/** More entries would tell where a user is in fewer kilobytes, and take more memory and time to load. */
const MAX_ENTRIES = 2 ** 16;
/** The longest user that has an entry. */
const MAX_USER_BYTES = 64;
const COUNT_BYTES = 4;
const PLACE_BYTES = 8;
const END_BYTES = 4;

interface Entry {
  readonly place: number;
  readonly user: Uint8Array;
}

/** Collects the entries of a run that is being written. */
export class UserIndexBuilder {
  readonly #most: number;
  #entries: Entry[] = [];
  #every = 1;
  #passed = 0;

  constructor(most = MAX_ENTRIES) {
    this.#most = most;
  }

  /** Takes a block: where it begins in the file, and its first user. */
  add(place: number, user: Uint8Array): void {
    if (user.length > MAX_USER_BYTES || this.#passed++ % this.#every !== 0) return;
    this.#entries.push({ place, user: Uint8Array.from(user) });
    if (this.#entries.length < this.#most) return;
    this.#entries = this.#entries.filter((_, index) => index % 2 === 0);
    this.#every *= 2;
  }

  encode(): Buffer {
    const count = this.#entries.length;
    const head = Buffer.alloc(COUNT_BYTES + count * (PLACE_BYTES + END_BYTES));
    head.writeUInt32LE(count, 0);
    let end = 0;
    for (const [index, { place, user }] of this.#entries.entries()) {
      end += user.length;
      head.writeDoubleLE(place, COUNT_BYTES + index * PLACE_BYTES);
      head.writeUInt32LE(end, COUNT_BYTES + count * PLACE_BYTES + index * END_BYTES);
    }
    return Buffer.concat([head, ...this.#entries.map(({ user }) => user)]);
  }
}

/** A stretch of a file. */
export interface FileStretch {
  readonly start: number;
  readonly end: number;
}

export class UserIndex {
  readonly #bytes: Buffer;
  readonly #order: UserOrder;
  readonly #count: number;

  private constructor(bytes: Buffer, count: number, order: UserOrder) {
    this.#bytes = bytes;
    this.#count = count;
    this.#order = order;
  }

  /** An index whose checksum has been found right; undefined if it is none nevertheless. */
  static decode(bytes: Buffer, order: UserOrder): UserIndex | undefined {
    if (bytes.length < COUNT_BYTES) return undefined;
    const count = bytes.readUInt32LE(0);
    const texts = COUNT_BYTES + count * (PLACE_BYTES + END_BYTES);
    if (texts > bytes.length) return undefined;
    const index = new UserIndex(bytes, count, order);
    return texts + index.#textEnd(count - 1) === bytes.length ? index : undefined;
  }

  /** Of a slice, the blocks that may hold a user: nothing of the user is in its other blocks. */
  blocksOf(user: Uint8Array, { start, end }: FileStretch): FileStretch {
    const first = this.#firstOf(0, this.#count, (entry) => this.#place(entry) >= start);
    const last = this.#firstOf(first, this.#count, (entry) => this.#place(entry) >= end);
    const from = this.#firstOf(first, last, (entry) => this.#compare(entry, user) >= 0);
    const behind = this.#firstOf(from, last, (entry) => this.#compare(entry, user) > 0);
    return {
      start: from === first ? start : this.#place(from - 1),
      end: behind === last ? end : this.#place(behind),
    };
  }

  /** The first entry of a range that holds; all after it do, too. */
  #firstOf(from: number, before: number, holds: (entry: number) => boolean): number {
    let [low, high] = [from, before];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (holds(middle)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #place(entry: number): number {
    return this.#bytes.readDoubleLE(COUNT_BYTES + entry * PLACE_BYTES);
  }

  #textEnd(entry: number): number {
    if (entry < 0) return 0;
    return this.#bytes.readUInt32LE(COUNT_BYTES + this.#count * PLACE_BYTES + entry * END_BYTES);
  }

  #compare(entry: number, user: Uint8Array): number {
    const texts = COUNT_BYTES + this.#count * (PLACE_BYTES + END_BYTES);
    const own = this.#bytes.subarray(texts + this.#textEnd(entry - 1), texts + this.#textEnd(entry));
    return compareUsers(own, user, this.#order);
  }
}
