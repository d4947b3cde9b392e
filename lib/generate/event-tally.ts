import type { Random } from './random.js';

/**
 * The event names of each user, and how often they occurred. A user's names stand together, in just the room that the
 * rounds drawn for them can fill: 6 bytes for each name that a user may get.
 */
export class EventTally {
  readonly #maxEvents: number;
  readonly #starts: Float64Array;
  readonly #used: Uint16Array;
  readonly #names: Uint16Array;
  readonly #counts: Uint32Array;

  /**
   * `rounds` says, by user, how many events there will be at most; `maxEvents` after how many names a user gets no
   * more; `nameCount` is how many names there are at all: 65,535 at most.
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

  /** One of the user's names when they may get no more, otherwise undefined. */
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

  /** The user's names, in no particular order. */
  eventsOf(user: number): { name: number; count: number }[] {
    const start = this.#starts[user]!;
    return Array.from({ length: this.#used[user]! }, (_, i) => ({
      name: this.#names[start + i]!,
      count: this.#counts[start + i]!,
    }));
  }
}
