import { type FieldMapping, PATH_FIELDS, type PathField, type RecordKind } from '../mapping/mapping.js';
import type { Path } from '../mapping/path.js';
import { membersOf, textOf } from './members.js';

/** A field to which no path leads, because something that is no object stands on the way of one. */
export interface BlockedField {
  readonly path: Path;
  /** Where the path ends too early, and the source text of what stands there. */
  readonly place: Path;
  readonly found: string;
  /** What a message says instead, where that is not at hand. */
  readonly words?: string;
}

export interface MappedRecord {
  /** The fields under the names of the plain input, each as its source text. */
  readonly members: ReadonlyMap<string, string>;
  readonly blocked: ReadonlyMap<PathField, BlockedField>;
}

/** The fields of a mapped record: each is where the first of its paths that has a value leads to. */
export function mappedMembers(record: string, mapping: FieldMapping): MappedRecord {
  const members = new Map<string, string>();
  const blocked = new Map<PathField, BlockedField>();
  for (const field of PATH_FIELDS) {
    const found = firstValue(record, mapping[field]);
    if (typeof found === 'string') members.set(field, found);
    else if (found !== undefined) blocked.set(field, found);
  }
  return { members, blocked };
}

/** What the paths of a field, or of a measure, lead to: the first value, or else what blocks one of them, or else the first. */
export function firstValue(record: string, paths: readonly Path[]): string | BlockedField | undefined {
  const found = paths.map((path) => valueAt(record, path));
  return (
    found.find((each) => typeof each === 'string' && isValue(each)) ??
    found.find((each) => typeof each === 'object') ??
    found[0]
  );
}

/** The kind of a mapped record. A record of the kind `both` is only an event if it has no data. */
export function kindOf({ members, blocked }: MappedRecord, mapping: FieldMapping): RecordKind {
  const kind = kindOfType(members, mapping);
  const hasData = isValue(members.get('data')) || blocked.has('data');
  return kind === 'both' && !hasData ? 'event' : kind;
}

/** Whether a record of this type is attributes, or both where it has some. */
export function mayHaveAttributes({ members }: MappedRecord, mapping: FieldMapping): boolean {
  const kind = kindOfType(members, mapping);
  return kind === 'both' || kind === 'attributes';
}

function kindOfType(members: ReadonlyMap<string, string>, mapping: FieldMapping): RecordKind {
  const type = members.get('type');
  const name = type?.startsWith('"') ? textOf(type) : undefined;
  const known = name !== undefined && Object.hasOwn(mapping.types, name);
  return known ? mapping.types[name]! : mapping.otherwise;
}

export function isValue(value: string | undefined): boolean {
  return value !== undefined && value !== 'null' && value !== '""';
}

function valueAt(record: string, path: Path): string | BlockedField | undefined {
  let value: string | undefined = record.trim();
  for (const [index, name] of path.entries()) {
    if (value === undefined || value === 'null') return undefined;
    if (!value.startsWith('{')) return { path, place: path.slice(0, index), found: value };
    value = membersOf(value).get(name);
  }
  return value;
}
