import type { EntryLists } from '../mapping/forms.js';
import { DEEPEST_WITH_FORMS } from '../mapping/forms.js';
import {
  depthSeen,
  elementsOf,
  hasValue,
  isObject,
  isString,
  LETTER_N,
  type Span,
  skipSpace,
  textOf,
  valueEnd,
} from './json-spans.js';
import { PathTrie } from './path-trie.js';
import { RecordReader } from './record-reader.js';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;

/** The object or array whose JSON text a string is; undefined if it is another text. */
export function jsonInString(string: Span): Span | undefined {
  const text = textOf(string);
  if (!/^[ \t\r\n]*[[{]/.test(text)) return undefined;
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  const bytes = Buffer.from(text);
  // Line ends are white space here: strings cannot hold any.
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === LINE_FEED || bytes[at] === CARRIAGE_RETURN) bytes[at] = SPACE;
  }
  const start = skipSpace(bytes, 0);
  const end = valueEnd(bytes, start);
  return depthSeen > DEEPEST_WITH_FORMS ? undefined : { bytes, start, end };
}

/** Reads lists of keys and values as objects. */
export class EntryReader {
  readonly #reader: RecordReader;
  readonly #key: number;
  readonly #values: readonly number[];

  constructor({ key, value }: Pick<EntryLists, 'key' | 'value'>) {
    const trie = new PathTrie();
    this.#key = trie.add(key);
    this.#values = value.map((path) => trie.add(path));
    this.#reader = new RecordReader(trie, undefined);
  }

  /** The object that a list stands for. Elements without a key that is a string are left out. */
  objectOf(list: Span): Span {
    const parts: Uint8Array[] = [];
    for (const element of elementsOf(list)) {
      if (!isObject(element)) continue;
      this.#reader.read(element);
      const key = this.#reader.valueAt(this.#key);
      if (key === undefined || !isString(key)) continue;
      parts.push(parts.length === 0 ? OPEN : NEXT, sourceOf(key), COLON, this.#valueOf());
    }
    parts.push(parts.length === 0 ? EMPTY : CLOSE);
    const bytes = Buffer.concat(parts);
    return { bytes, start: 0, end: bytes.length };
  }

  /** The first value, or else the first that is there, or else `null`. */
  #valueOf(): Uint8Array {
    const found = this.#values
      .map((slot) => this.#reader.valueAt(slot))
      .filter((value) => value !== undefined);
    const value = found.find(hasValue) ?? found[0];
    return value === undefined || value.bytes[value.start] === LETTER_N ? NULL : sourceOf(value);
  }
}

const [OPEN, NEXT, COLON, CLOSE, EMPTY, NULL] = ['{', ',', ':', '}', '{}', 'null'].map((text) =>
  Buffer.from(text),
) as [Buffer, Buffer, Buffer, Buffer, Buffer, Buffer];

function sourceOf({ bytes, start, end }: Span): Uint8Array {
  return bytes.subarray(start, end);
}
