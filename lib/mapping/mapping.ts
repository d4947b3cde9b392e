import type { MappingForms } from './forms.js';
import type { Path } from './path.js';

/** What a record is: an event, attributes, both (attributes only if it has `data`), or nothing that counts. */
export type RecordKind = 'event' | 'attributes' | 'both' | 'ignored';

/** How times are written: a number since 1970 in this unit, which may also be in a string; or ISO 8601 as text. */
export type TimeFormat = (typeof TIME_FORMATS)[number];
export const TIME_FORMATS = ['seconds', 'milliseconds', 'microseconds', 'nanoseconds', 'iso-8601'] as const;

/**
 * Where to find the fields of a record; complete and checked. A path is a list of names, outermost first. If a field has
 * several paths, the first with a value (neither null nor "") counts. Plain data, so it can be sent to workers and stored
 * in the manifest as JSON.
 */
export interface FieldMapping {
  readonly user_id: readonly Path[];
  /** Empty if all records are of the kind `otherwise`. */
  readonly type: readonly Path[];
  readonly types: Readonly<Record<string, RecordKind>>;
  /** The kind of a record that has no type, or one that is not in `types`. */
  readonly otherwise: RecordKind;
  readonly id: readonly Path[];
  readonly name: readonly Path[];
  readonly timestamp: readonly Path[];
  readonly data: readonly Path[];
  readonly time: TimeFormat;
  /** What says more than where fields stand; absent if nothing does. */
  readonly forms?: MappingForms | undefined;
  /** Further facts of a user, names ascending by their UTF-8 bytes. Absent: none. */
  readonly measures?: readonly Measure[] | undefined;
  /** Whether it means the plain input: then other types are rejected, and attributes must have `data`. */
  readonly plain?: boolean | undefined;
}

/** How the values of a measure become one. */
export const REDUCERS = ['sum', 'min', 'max', 'earliest', 'latest', 'distinct'] as const;
export type Reducer = (typeof REDUCERS)[number];

/** A fact of a user that is computed from a field of their events. */
export interface Measure {
  readonly name: string;
  readonly reducer: Reducer;
  /** The first with a value counts, as for a field. */
  readonly paths: readonly Path[];
  /** The names of the events that count, ascending by their UTF-8 bytes. Undefined: every event. */
  readonly events: readonly string[] | undefined;
  /** Of `min` and `max`: whether the values are times, not numbers. */
  readonly times: boolean;
}

/** A path such as `'properties.$insert_id'`, or several: the first with a value, neither null nor `''`, counts. */
export type Paths = string | readonly string[];

/** The fields of a mapping that are paths. */
export const PATH_FIELDS = ['user_id', 'type', 'id', 'name', 'timestamp', 'data'] as const;
export type PathField = (typeof PATH_FIELDS)[number];

/** Whether a record can be both an event and attributes: such a line makes two activities. */
export function mapsToBoth({ types, otherwise }: FieldMapping): boolean {
  return otherwise === 'both' || Object.values(types).includes('both');
}

/** A measure's paths in the source, for messages: `properties.revenue or revenue`. */
export function measurePaths({ paths }: Measure): string {
  return paths.map(formatPath).join(' or ');
}

/**
 * A path as written in a mapping: `properties.$insert_id`. A dot or backslash within a name is escaped by a backslash. The
 * record itself is a dot.
 */
export function formatPath(path: Path): string {
  if (path.length === 0) return '.';
  return path.map((name) => name.replace(/[\\.]/g, '\\$&')).join('.');
}

/** The names of a path as written in a mapping. */
export function splitPath(text: string): Path {
  return text.match(/(?:[^\\.]|\\.)+/gsu)!.map((name) => name.replace(/\\(.)/gsu, '$1'));
}

/** A field's name in the source, for messages: `userId or anonymousId`. Without a mapping, the field's own name. */
export function fieldName(field: PathField, mapping: FieldMapping | undefined): string {
  return mapping === undefined ? field : mapping[field].map(formatPath).join(' or ');
}
