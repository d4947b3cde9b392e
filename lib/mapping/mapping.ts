/** What a record is: an event, attributes, both at once (attributes where it has `data`), or nothing that counts. */
export type RecordKind = 'event' | 'attributes' | 'both' | 'ignored';

/** How times are written: numbers of seconds or of milliseconds since 1970, or texts of ISO 8601. */
export type TimeFormat = 'seconds' | 'milliseconds' | 'iso-8601';

/**
 * Where a record's fields stand, complete and checked. A path is a list of names, outermost first; of several, the
 * first that has a value (neither null nor "") counts. Plain data: it goes to workers and, as JSON, into the manifest.
 */
export interface FieldMapping {
  readonly user_id: readonly Path[];
  /** None where all records are of the kind `otherwise`. */
  readonly type: readonly Path[];
  readonly types: Readonly<Record<string, RecordKind>>;
  /** The kind of a record whose type is not among `types`, or which has none. */
  readonly otherwise: RecordKind;
  readonly id: readonly Path[];
  readonly name: readonly Path[];
  readonly timestamp: readonly Path[];
  readonly data: readonly Path[];
  readonly time: TimeFormat;
}

export type Path = readonly string[];

/** Those fields of a mapping that are paths. */
export const PATH_FIELDS = ['user_id', 'type', 'id', 'name', 'timestamp', 'data'] as const;
export type PathField = (typeof PATH_FIELDS)[number];

/** Whether a record can be both: such a line makes two activities. */
export function mapsToBoth({ types, otherwise }: FieldMapping): boolean {
  return otherwise === 'both' || Object.values(types).includes('both');
}

/** How many of the fields that are texts are taken from the same place, at most. */
export function mostReadings(mapping: FieldMapping): number {
  const readings = new Map<string, number>();
  for (const field of PATH_FIELDS) {
    if (field === 'data') continue;
    for (const path of new Set(mapping[field].map(formatPath)))
      readings.set(path, (readings.get(path) ?? 0) + 1);
  }
  return Math.max(1, ...readings.values());
}

/** A path as it is written in a mapping: `properties.$insert_id`. A dot within a name has a backslash before it. */
export function formatPath(path: Path): string {
  return path.map((name) => name.replace(/[\\.]/g, '\\$&')).join('.');
}

/** A field as people find it in their source: `userId or anonymousId`. */
export function fieldName(field: PathField, mapping: FieldMapping | undefined): string {
  return mapping === undefined ? field : mapping[field].map(formatPath).join(' or ');
}
