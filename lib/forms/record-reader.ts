import {
  CLOSE_BRACE,
  COMMA,
  depthSeen,
  isArray,
  isObject,
  isString,
  LETTER_N,
  QUOTE,
  type Span,
  skipSpace,
  stringEnd,
  valueAfterName,
  valueEnd,
} from './json-spans.js';
import { type PathTrie, type Place, placeAt } from './path-trie.js';

/** Gives what a value is to be read as: an object in place of a string that holds its JSON, or of a list of keys and values. */
export type Open = (place: Place, value: Span) => Span | undefined;

type Found = Span | 'blocked' | undefined;

/** Finds the values at the paths of a trie, in one pass over a record. Of a name given twice the last value counts. */
export class RecordReader {
  readonly #root: Place;
  readonly #open: Open | undefined;
  readonly #found: Found[];
  /** How deep the record was nested, as far as it was read. */
  depth = 0;

  constructor(trie: PathTrie, open: Open | undefined) {
    this.#root = trie.root;
    this.#open = open;
    this.#found = new Array<Found>(trie.slots).fill(undefined);
  }

  /** Reads an object of well-formed JSON. */
  read(record: Span): void {
    this.#found.fill(undefined);
    this.depth = 1;
    if (this.#root.slot !== -1) this.#found[this.#root.slot] = record;
    this.#members(record.bytes, record.start, this.#root, 1);
  }

  /** The value at a path; undefined if it is absent, or if something stands on the way. */
  valueAt(slot: number): Span | undefined {
    const found = this.#found[slot];
    return found === 'blocked' ? undefined : found;
  }

  /** Whether something that is no object stands on the way of a path. */
  isBlocked(slot: number): boolean {
    return this.#found[slot] === 'blocked';
  }

  /** From an object's opening brace to behind its closing one. */
  #members(bytes: Uint8Array, start: number, place: Place, level: number): number {
    let at = skipSpace(bytes, start + 1);
    while (bytes[at] !== CLOSE_BRACE) {
      const nameEnd = stringEnd(bytes, at);
      const inner = placeAt(place.names, bytes, at, nameEnd);
      const value = valueAfterName(bytes, nameEnd);
      const end =
        inner === undefined ? this.#skip(bytes, value, level) : this.#value(bytes, value, inner, level + 1);
      at = skipSpace(bytes, end);
      if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1);
    }
    return at + 1;
  }

  #skip(bytes: Uint8Array, value: number, level: number): number {
    if (bytes[value] === QUOTE) return stringEnd(bytes, value);
    const end = valueEnd(bytes, value);
    if (level + depthSeen > this.depth) this.depth = level + depthSeen;
    return end;
  }

  #value(bytes: Uint8Array, start: number, place: Place, level: number): number {
    const given = { bytes, start, end: 0 };
    if (isObject(given) && !place.json && !place.entries) return this.#object(bytes, start, place, level);
    const end = this.#skip(bytes, start, level - 1);
    const value = { bytes, start, end };
    const opened = this.#opened(place, value);
    this.#put(place, opened);
    return end;
  }

  #object(bytes: Uint8Array, start: number, place: Place, level: number): number {
    if (level > this.depth) this.depth = level;
    this.#clear(place);
    if (!place.inner) {
      const end = this.#skip(bytes, start, level - 1);
      this.#found[place.slot] = { bytes, start, end };
      return end;
    }
    const end = this.#members(bytes, start, place, level);
    if (place.slot !== -1) this.#found[place.slot] = { bytes, start, end };
    return end;
  }

  /** The value, or what is to be read in its place. */
  #opened(place: Place, value: Span): Span {
    let opened = value;
    if (place.json && isString(opened)) opened = this.#open?.(place, opened) ?? opened;
    if (place.entries && isArray(opened)) opened = this.#open?.(place, opened) ?? opened;
    return opened;
  }

  /** Notes a value that was read already, and finds what is in it. */
  #put(place: Place, value: Span): void {
    this.#clear(place);
    if (place.slot !== -1) this.#found[place.slot] = value;
    if (!place.inner || value.bytes[value.start] === LETTER_N) return;
    if (!isObject(value)) {
      this.#block(place);
      return;
    }
    // Its depth was counted, or is limited where it was opened.
    const { depth } = this;
    this.#members(value.bytes, value.start, place, 1);
    this.depth = depth;
  }

  #clear(place: Place): void {
    if (place.slot !== -1) this.#found[place.slot] = undefined;
    for (const name of place.names) this.#clear(name.place);
  }

  #block(place: Place): void {
    for (const { place: inner } of place.names) {
      if (inner.slot !== -1) this.#found[inner.slot] = 'blocked';
      this.#block(inner);
    }
  }
}
