import { NameTable } from './name-table.js';

/** How often names occurred. Plain data: it can be sent between threads. */
export interface NameCounts {
  /** Of each name, how often it occurred at least; at most it was `missed` times more. */
  readonly atLeast: ReadonlyMap<string, number>;
  /** How often any name, also one that is not among them, can have occurred without being counted; 0: all is exact. */
  readonly missed: number;
}

/** Names that are held: more different ones than a log usually has, so that its counts are exact, in a few MiB. */
const CAPACITY = 2 ** 14;

/** Names count by their first bytes, so that long ones do not take the memory; nobody would read more of one either. */
const MAX_NAME_BYTES = 256;

/**
 * Counts names in fixed memory (Misra and Gries): where there are more than the capacity, the same number is taken from
 * every count, so that the less frequent half of the names drops to nothing and is forgotten. What was taken is known,
 * and is the most that any count can be wrong by. Two such counts may be added.
 */
export class FrequentNames {
  readonly #capacity: number;
  #table: NameTable;
  #missed = 0;

  constructor(capacity: number = CAPACITY) {
    this.#capacity = capacity;
    this.#table = new NameTable(capacity + 1);
  }

  /** The name is `bytes` from `start` to `end`, UTF-8. */
  add(bytes: Uint8Array, start: number, end: number, times: number): void {
    this.#add(bytes, start, Math.min(end, start + MAX_NAME_BYTES), times);
  }

  addAll({ atLeast, missed }: NameCounts): void {
    this.#missed += missed;
    for (const [name, count] of atLeast) {
      const bytes = Buffer.from(name);
      this.#add(bytes, 0, bytes.length, count);
    }
  }

  get counts(): NameCounts {
    const atLeast = new Map<string, number>();
    for (let index = 0; index < this.#table.size; index++) {
      const name = this.#table.nameAt(index).toString('utf8');
      // Names that are cut within a character, or differ behind where they are cut, may look the same.
      atLeast.set(name, (atLeast.get(name) ?? 0) + this.#table.countAt(index));
    }
    return { atLeast, missed: this.#missed };
  }

  #add(bytes: Uint8Array, start: number, end: number, times: number): void {
    this.#table.add(bytes, start, end, times);
    if (this.#table.size > this.#capacity) this.#prune();
  }

  #prune(): void {
    const full = this.#table;
    const ascending = Float64Array.from({ length: full.size }, (_, index) => full.countAt(index)).sort();
    const taken = ascending[full.size - 1 - (this.#capacity >> 1)]!;
    this.#missed += taken;
    this.#table = new NameTable(this.#capacity + 1);
    for (let index = 0; index < full.size; index++) {
      const name = full.nameAt(index);
      const left = full.countAt(index) - taken;
      if (left > 0) this.#table.add(name, 0, name.length, left);
    }
  }
}
