import type { Path } from './path.js';

// The parts of a mapping that say more than where a field stands.

/** How lists of keys and values are read as objects. */
export interface EntryLists {
  /** Where such lists stand. */
  readonly at: readonly Path[];
  /** Where key and value stand in an element; of several values the first that is one. */
  readonly key: Path;
  readonly value: readonly Path[];
}

export interface MappingForms {
  /** Places whose strings are JSON text, read as if it stood there. */
  readonly json: readonly Path[];
  /** The list whose elements are the records; undefined if each line is one. */
  readonly records: Path | undefined;
  readonly entries: EntryLists | undefined;
  /** An event's id: the first path with a value; all of them together; or a number that makes each record an event of its own. */
  readonly id: 'first' | 'all' | number;
  /** The name of every event; undefined if it stands in the record. */
  readonly name: string | undefined;
  /** The attributes: the object at the first path with a value, or those at all paths together. */
  readonly data: 'first' | 'all';
  /** Attributes of which the earliest value counts, where no other is set. */
  readonly once: readonly Path[];
  /** Names of attributes that are cleared. */
  readonly unset: readonly Path[];
  /** Whether the order of the source decides which value of an attribute is the latest. */
  readonly untimed: boolean;
}

/** Of a mapping with `records`, the first name of a path that begins at the line's root. */
export const ROOT = '^';

/** What stands between the texts of an id of several. */
export const ID_SEPARATOR = '\u001f';

export const NO_FORMS: MappingForms = {
  json: [],
  records: undefined,
  entries: undefined,
  id: 'first',
  name: undefined,
  data: 'first',
  once: [],
  unset: [],
  untimed: false,
};
