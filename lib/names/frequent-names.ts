import { NameTable } from './name-table.js';

/** How often names occurred. Plain data, so it can be sent between threads. */
export interface NameCounts {
  /** By name, a lower bound of how often it occurred. The true count is at most `missed` higher. */
  readonly atLeast: ReadonlyMap<string, number>;
  /** The most occurrences of any one name, listed or not, that may be missing from its count; 0: all counts are exact. */
  readonly missed: number;
}

/** Most names held, in a few MiB. Logs usually have fewer different names, so their counts are exact. */
const CAPACITY = 2 ** 14;

/** Names are told apart by their first bytes only, so that long names do not use up the memory. */
const MAX_NAME_BYTES = 256;

/**
 * Counts names in fixed memory (Misra and Gries). When there are more names than the capacity, it subtracts the same
 * number from every count, so that the less frequent half drops to zero and is forgotten. The sum of what was subtracted
 * bounds the error of every count. Counts of several parts can be added up.
 */
export class FrequentNames {
  readonly #capacity: number;
  #table: NameTable;
  #missed = 0;

  constructor(capacity: number = CAPACITY) {
    this.#capacity = capacity;
    this.#table = new NameTable(capacity + 1);
  }

  /** Counts the name at `bytes[start]` to `bytes[end - 1]`, in UTF-8, `times` times. */
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
      // Names cut within a character can decode to the same text.
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
