import type { Random } from './random.js';

/**
 * The event names of each user, and how often each occurred. All users share flat arrays; each user has just as many
 * slots as their rounds can fill, at 6 bytes a slot.
 */
export class EventTally {
  readonly #maxEvents: number;
  readonly #starts: Float64Array;
  readonly #used: Uint16Array;
  readonly #names: Uint16Array;
  readonly #counts: Uint32Array;

  /**
   * `rounds`: by user, the most events that will be counted. `maxEvents`: the most names per user. `nameCount`: the
   * number of different names, at most 65,535.
   */
  constructor(rounds: Uint32Array, maxEvents: number, nameCount: number) {
    this.#maxEvents = maxEvents;
    this.#starts = new Float64Array(rounds.length);
    this.#used = new Uint16Array(rounds.length);
    let room = 0;
    for (let user = 0; user < rounds.length; user++) {
      this.#starts[user] = room;
      room += Math.min(rounds[user]!, maxEvents, nameCount);
    }
    this.#names = new Uint16Array(room);
    this.#counts = new Uint32Array(room);
  }

  /** One of the user's names if they already have as many as they may; otherwise undefined. */
  knownName(user: number, random: Random): number | undefined {
    const used = this.#used[user]!;
    return used < this.#maxEvents ? undefined : this.#names[this.#starts[user]! + random.below(used)];
  }

  count(user: number, name: number): void {
    const start = this.#starts[user]!;
    const end = start + this.#used[user]!;
    let at = start;
    while (at < end && this.#names[at] !== name) at++;
    if (at === end) {
      this.#names[at] = name;
      this.#used[user]!++;
    }
    this.#counts[at]!++;
  }

  /** The user's event names and their counts, in no particular order. */
  eventsOf(user: number): { name: number; count: number }[] {
    const start = this.#starts[user]!;
    return Array.from({ length: this.#used[user]! }, (_, i) => ({
      name: this.#names[start + i]!,
      count: this.#counts[start + i]!,
    }));
  }
}
