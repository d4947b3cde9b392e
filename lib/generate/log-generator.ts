import { ascendingIds } from './ascending-ids.js';
import { ByteWriter } from './byte-writer.js';
import { DelayedLines } from './delayed-lines.js';
import type { Dictionaries } from './dictionaries.js';
import { EventTally } from './event-tally.js';
import { LineWriter } from './line-writer.js';
import { Profiles } from './profiles.js';
import { Random } from './random.js';
import { writeSummaryLine } from './summary-line.js';

/** What to generate; see the fields of `GenerateOptions`. */
export interface LogSettings {
  readonly seed: number;
  readonly count: number;
  readonly attrs: number;
  readonly events: number;
  readonly maxEvents: number;
  readonly dupes: number;
  readonly anon: number;
  readonly dupeDistance: number;
}

/** Most attributes on a line, except on the last one of a user. */
const ATTRIBUTES_A_LINE = 3;
/** How many minutes before the seed a former value was set. */
const FEWEST_MINUTES = 10;
const MOST_MINUTES = 21_910;
const MINUTE = 60;

/** Keys of the random streams that belong to no user; users are numbered from 1. */
const NO_USER = 0;
const DECISIONS = 0;
const USERS_OF_ROUNDS = 1;

/**
 * Generates a log, and the summary that it must produce, as chunks of bytes. The summary follows from what was decided
 * while generating, not from reading the log. Holds about 20 bytes per user, plus 6 for each of their event names.
 */
export class LogGenerator {
  /** Lines of the log, copies included. */
  lines = 0;
  attributes = 0;
  /** Event lines that have a user, copies included. */
  events = 0;
  /** Lines without a user, copies included. */
  anonymous = 0;
  copies = 0;

  readonly #settings: LogSettings;
  readonly #dictionaries: Dictionaries;
  readonly #writer = new ByteWriter();
  readonly #random: Random;
  readonly #profiles: Profiles;
  readonly #tally: EventTally;
  readonly #line: LineWriter;
  readonly #delayed = new DelayedLines();
  /** By user: how many of their attributes have been written with their final value. */
  readonly #final: Uint16Array;
  /** One round in this many writes final values. */
  readonly #finalRate: number;

  constructor(settings: LogSettings, dictionaries: Dictionaries) {
    const { seed, count, events, maxEvents } = settings;
    this.#settings = settings;
    this.#dictionaries = dictionaries;
    this.#random = new Random(seed, NO_USER, DECISIONS);
    this.#profiles = new Profiles(settings, dictionaries);
    this.#tally = new EventTally(roundsOfUsers(settings), maxEvents, dictionaries.eventNames.size);
    this.#line = new LineWriter(this.#writer, dictionaries, this.#profiles, this.#random);
    this.#final = new Uint16Array(count + 1);
    this.#finalRate = Math.max(1, Math.floor(events / count / 2));
  }

  *log(): Generator<Buffer> {
    const { count, anon } = this.#settings;
    let round = 0;
    for (const user of usersOfRounds(this.#settings)) {
      round++;
      this.#round(user, anon > 0 && round % anon === 0);
      if (this.#writer.full) yield this.#writer.take();
    }
    for (let user = 1; user <= count; user++) {
      this.#remainingAttributes(user);
      if (this.#writer.full) yield this.#writer.take();
    }
    for (const copy of this.#delayed.rest()) {
      this.#writer.bytes(copy);
      if (this.#writer.full) yield this.#writer.take();
    }
    yield this.#writer.take();
  }

  /** The summary. Call after the log has been read to its end. */
  *reference(): Generator<Buffer> {
    for (const user of ascendingIds(this.#settings.count)) {
      this.#profiles.visit(user);
      writeSummaryLine(this.#writer, user, this.#profiles, this.#tally, this.#dictionaries);
      if (this.#writer.full) yield this.#writer.take();
    }
    yield this.#writer.take();
  }

  #round(user: number, anonymous: boolean): void {
    const random = this.#random;
    this.#profiles.visit(user);
    const timestamp = this.#someAttributes(user);
    const name = this.#tally.knownName(user, random) ?? random.below(this.#dictionaries.eventNames.size);
    if (!anonymous) this.#tally.count(user, name);
    const start = this.#writer.length;
    this.#line.eventLine(anonymous ? undefined : user, name, timestamp);
    this.#countEvent(anonymous);
    const due = this.#delayed.afterLine();
    const { dupes } = this.#settings;
    if (dupes > 0 && random.below(dupes) === 0) {
      this.copies++;
      this.#countEvent(anonymous);
      this.#copy(start);
    }
    for (const copy of due) this.#writer.bytes(copy);
  }

  /** Writes the attributes line of a round and returns its timestamp. */
  #someAttributes(user: number): number {
    const { seed } = this.#settings;
    const { size } = this.#profiles;
    const done = this.#final[user]!;
    if (done < size && this.#random.below(this.#finalRate) === 0) {
      this.#finalAttributes(user, Math.min(size, done + ATTRIBUTES_A_LINE));
      return seed;
    }
    const chosen: number[] = [];
    for (let i = 0; i < ATTRIBUTES_A_LINE; i++) {
      const attribute = this.#random.below(size);
      if (!chosen.includes(attribute)) chosen.push(attribute);
    }
    const minutes = FEWEST_MINUTES + this.#random.below(MOST_MINUTES - FEWEST_MINUTES + 1);
    const timestamp = seed - minutes * MINUTE;
    this.#attributesLine(user, chosen, timestamp, false);
    return timestamp;
  }

  #remainingAttributes(user: number): void {
    this.#profiles.visit(user);
    const { size } = this.#profiles;
    if (this.#final[user]! < size) this.#finalAttributes(user, size);
  }

  /** Writes final values for the attributes that have none yet, up to but not including `end`. */
  #finalAttributes(user: number, end: number): void {
    const chosen: number[] = [];
    for (let attribute = this.#final[user]!; attribute < end; attribute++) chosen.push(attribute);
    this.#final[user] = end;
    this.#attributesLine(user, chosen, this.#settings.seed, true);
  }

  #attributesLine(user: number, chosen: number[], timestamp: number, final: boolean): void {
    this.#profiles.sortByName(chosen);
    this.#line.attributesLine(user, chosen, timestamp, final);
    this.lines++;
    this.attributes++;
    for (const copy of this.#delayed.afterLine()) this.#writer.bytes(copy);
  }

  #countEvent(anonymous: boolean): void {
    this.lines++;
    if (anonymous) this.anonymous++;
    else this.events++;
  }

  /** Writes a copy of the last event line, which begins at `start`: at once, or some lines later. */
  #copy(start: number): void {
    const { dupeDistance } = this.#settings;
    const delay = dupeDistance === 0 ? 0 : this.#random.below(dupeDistance + 1);
    if (delay === 0) this.#writer.repeat(start);
    else this.#delayed.add(this.#writer.since(start), delay);
  }
}

/** The user of each round. They come from a random stream of their own, so that they are known before the log is written. */
function* usersOfRounds(settings: LogSettings): Generator<number> {
  const random = new Random(settings.seed, NO_USER, USERS_OF_ROUNDS);
  for (let round = 0; round < settings.events; round++) yield 1 + random.below(settings.count);
}

/** By user: the number of their rounds. */
function roundsOfUsers(settings: LogSettings): Uint32Array {
  const rounds = new Uint32Array(settings.count + 1);
  for (const user of usersOfRounds(settings)) rounds[user]!++;
  return rounds;
}
