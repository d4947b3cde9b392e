import type { MappingForms } from '../mapping/forms.js';
import type { Path } from '../mapping/path.js';
import { textOf } from './json-spans.js';

/** A place in a record that paths lead to or through. */
export interface Place {
  /** The number of the path that ends here; -1 if none does. */
  slot: number;
  /** Whether paths lead on. */
  inner: boolean;
  readonly names: Name[];
  /** Whether a string here is JSON text, and whether an array here is a list of keys and values. */
  json: boolean;
  entries: boolean;
}

interface Name {
  readonly text: string;
  readonly bytes: Uint8Array;
  /** Whether JSON writes it with an escape in any case. */
  readonly escaped: boolean;
  readonly place: Place;
}

const newPlace = (): Place => ({ slot: -1, inner: false, names: [], json: false, entries: false });
const BACKSLASH = 0x5c;

/** The places that paths lead to. Each different path has a slot. */
export class PathTrie {
  readonly root = newPlace();
  #slots = 0;

  /** The number of different paths. */
  get slots(): number {
    return this.#slots;
  }

  /** The slot of a path, which it adds. */
  add(path: Path): number {
    const place = this.#placeOf(path);
    if (place.slot === -1) place.slot = this.#slots++;
    return place.slot;
  }

  /** Notes which places hold JSON text and lists of keys and values. */
  mark({ json, entries }: Pick<MappingForms, 'json' | 'entries'>): void {
    for (const path of json) this.#placeOf(path).json = true;
    for (const path of entries?.at ?? []) this.#placeOf(path).entries = true;
  }

  #placeOf(path: Path): Place {
    let place = this.root;
    for (const text of path) {
      place.inner = true;
      let name = place.names.find((each) => each.text === text);
      if (name === undefined) {
        name = {
          text,
          bytes: Buffer.from(text),
          escaped: JSON.stringify(text).length > text.length + 2,
          place: newPlace(),
        };
        place.names.push(name);
      }
      place = name.place;
    }
    return place;
  }
}

/** The place that a member leads to, by its name from its opening quote to behind its closing one. */
export function placeAt(
  names: readonly Name[],
  bytes: Uint8Array,
  start: number,
  end: number,
): Place | undefined {
  const length = end - start - 2;
  for (const name of names) {
    if (name.bytes.length === length && !name.escaped && sameBytes(name.bytes, bytes, start + 1))
      return name.place;
  }
  for (let at = start + 1; at < end - 1; at++) {
    if (bytes[at] !== BACKSLASH) continue;
    const text = Buffer.from(textOf({ bytes, start, end })).toString();
    return names.find((name) => name.text === text)?.place;
  }
  return undefined;
}

function sameBytes(name: Uint8Array, bytes: Uint8Array, start: number): boolean {
  for (let index = 0; index < name.length; index++) if (bytes[start + index] !== name[index]) return false;
  return true;
}
