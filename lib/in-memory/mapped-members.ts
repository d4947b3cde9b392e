import { type FieldMapping, PATH_FIELDS, type Path, type RecordKind } from '../mapping/mapping.js';
import { membersOf, textOf } from './members.js';

/** The fields of a mapped record under the names of the plain input, each as its source text. */
export function mappedMembers(record: string, mapping: FieldMapping): Map<string, string> {
  const members = new Map<string, string>();
  for (const field of PATH_FIELDS) {
    const values = mapping[field].map((path) => valueAt(record, path));
    const value = values.find(isValue) ?? values[0];
    if (value !== undefined) members.set(field, value);
  }
  return members;
}

/** The kind of a mapped record. A record of the kind `both` is only an event if it has no data. */
export function kindOf(members: ReadonlyMap<string, string>, mapping: FieldMapping): RecordKind {
  const type = members.get('type');
  const name = type?.startsWith('"') ? textOf(type) : undefined;
  const known = name !== undefined && Object.hasOwn(mapping.types, name);
  const kind = known ? mapping.types[name]! : mapping.otherwise;
  return kind === 'both' && !isValue(members.get('data')) ? 'event' : kind;
}

export function isValue(value: string | undefined): boolean {
  return value !== undefined && value !== 'null' && value !== '""';
}

function valueAt(record: string, path: Path): string | undefined {
  return path.reduce(
    (value: string | undefined, name) => (value?.startsWith('{') ? membersOf(value).get(name) : undefined),
    record.trim(),
  );
}
