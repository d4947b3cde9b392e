import type { ByteWriter } from './byte-writer.js';
import { COMMON_ATTRIBUTES, type Dictionaries } from './dictionaries.js';
import { Random } from './random.js';

const DAY = 86_400;
const DAYS_A_YEAR = 365;
const DOT = 0x2e;
const AT = 0x40;

export interface ProfileSettings {
  readonly seed: number;
  /** Most extra attributes per user; each user has at least one, unless this is 0. */
  readonly attrs: number;
}

/**
 * Which attributes each user has, and their final values. None of it is stored: all of it is derived from the seed and
 * the user's number when needed, so a million users take no memory. A user's attributes are numbered in the order in
 * which they become final: the common ones first.
 */
export class Profiles {
  readonly #settings: ProfileSettings;
  readonly #dictionaries: Dictionaries;
  readonly #common: readonly number[];
  readonly #names: Uint32Array;
  /** By name: the last visit that drew it. Detects names drawn twice for one user. */
  readonly #seen: Float64Array;
  #visit = 0;
  #user = 0;
  #size = 0;

  constructor(settings: ProfileSettings, dictionaries: Dictionaries) {
    const { attributeNames } = dictionaries;
    this.#settings = settings;
    this.#dictionaries = dictionaries;
    this.#common = COMMON_ATTRIBUTES.map((name) => attributeNames.indexOf(name));
    this.#names = Uint32Array.from(
      { length: COMMON_ATTRIBUTES.length + settings.attrs },
      (_, i) => this.#common[i] ?? 0,
    );
    this.#seen = new Float64Array(attributeNames.size);
  }

  /** Number of attributes of the visited user. */
  get size(): number {
    return this.#size;
  }

  /** The name of an attribute of the visited user, as its index in `attributeNames`. */
  name(attribute: number): number {
    return this.#names[attribute]!;
  }

  /** Sorts attributes of the visited user. An insertion sort: there are usually three, and callbacks cost more. */
  sortByName(attributes: number[]): void {
    for (let end = 1; end < attributes.length; end++) {
      const attribute = attributes[end]!;
      const name = this.#names[attribute]!;
      let at = end;
      for (; at > 0 && this.#names[attributes[at - 1]!]! > name; at--) attributes[at] = attributes[at - 1]!;
      attributes[at] = attribute;
    }
  }

  /** Makes `user` the visited user, whom the other methods are about. */
  visit(user: number): void {
    const { seed, attrs } = this.#settings;
    const visit = ++this.#visit;
    for (const name of this.#common) this.#seen[name] = visit;
    let size = this.#common.length;
    const random = new Random(seed, user, 0);
    const extras = attrs === 0 ? 0 : random.below(attrs) + 1;
    for (let i = 0; i < extras; i++) {
      const name = random.below(this.#seen.length);
      if (this.#seen[name] === visit) continue;
      this.#seen[name] = visit;
      this.#names[size++] = name;
    }
    this.#user = user;
    this.#size = size;
  }

  /** Writes the value that belongs in the reference: the same on every call. */
  writeFinalValue(writer: ByteWriter, attribute: number): void {
    const random = new Random(this.#settings.seed, this.#user, attribute + 1);
    if (attribute < this.#common.length) {
      this.#writeCommonValue(writer, attribute, random);
    } else {
      const { jobTitles, lastNames } = this.#dictionaries;
      writer.text(jobTitles, random.below(jobTitles.size));
      writer.text(lastNames, random.below(lastNames.size));
    }
  }

  /** Writes a value that the attribute may have had before its final one. */
  writeFormerValue(writer: ByteWriter, attribute: number, random: Random): void {
    if (attribute < this.#common.length) {
      this.#writeCommonValue(writer, attribute, random);
    } else {
      const { words, nouns } = this.#dictionaries;
      writer.text(words, random.below(words.size));
      writer.text(nouns, random.below(nouns.size));
    }
  }

  #writeCommonValue(writer: ByteWriter, attribute: number, random: Random): void {
    const { firstNames, lastNames, cities, domains } = this.#dictionaries;
    switch (COMMON_ATTRIBUTES[attribute]) {
      case 'first_name':
        writer.text(firstNames, random.below(firstNames.size));
        break;
      case 'last_name':
        writer.text(lastNames, random.below(lastNames.size));
        break;
      case 'email':
        writer.text(firstNames, random.below(firstNames.size));
        writer.byte(DOT);
        writer.text(lastNames, random.below(lastNames.size));
        writer.byte(AT);
        writer.text(domains, random.below(domains.size));
        break;
      case 'city':
        writer.text(cities, random.below(cities.size));
        break;
      case 'ip':
        for (let octet = 0; octet < 4; octet++) {
          if (octet > 0) writer.byte(DOT);
          writer.decimal(random.below(256));
        }
        break;
      case 'created_at':
        writer.decimal(this.#settings.seed - random.below(DAYS_A_YEAR) * DAY);
        break;
    }
  }
}
