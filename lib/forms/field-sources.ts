import type { MappingForms } from '../mapping/forms.js';
import { type FieldMapping, PATH_FIELDS } from '../mapping/mapping.js';
import type { Path } from '../mapping/path.js';
import { hasValue, type Span } from './json-spans.js';
import type { RecordReader } from './record-reader.js';

/** A path in the record, or from the line's root. */
export interface FieldSource {
  readonly path: Path;
  readonly slot: number;
  readonly fromRoot: boolean;
}

/** Where the fields of a record come from. */
export interface Values {
  readonly record: RecordReader;
  /** The line's root, where records are elements of a list in it. */
  readonly root: RecordReader | undefined;
}

/** The value at the path of a source. */
export function valueAt({ fromRoot, slot }: FieldSource, { record, root }: Values): Span | undefined {
  return (fromRoot ? root! : record).valueAt(slot);
}

/** The first with a value, or else the first. */
export function firstOf(sources: readonly FieldSource[], values: Values): Span | undefined {
  for (const source of sources) {
    const value = valueAt(source, values);
    if (value !== undefined && hasValue(value)) return value;
  }
  return sources.length === 0 ? undefined : valueAt(sources[0]!, values);
}

/** Whether something that is no object stands on the way of one of the paths. */
export function isBlocked(sources: readonly FieldSource[], { record, root }: Values): boolean {
  return sources.some(({ fromRoot, slot }) => (fromRoot ? root! : record).isBlocked(slot));
}

/** The values of a measure: where they come from, and how they are written. */
export interface MeasureSource {
  readonly sources: readonly FieldSource[];
  readonly prefix: Buffer;
  readonly blocked: Buffer;
}

/** Of an object of attributes, what other fields take from the record itself, and what belongs to `once`, `unset` or another path of `data`. */
export function noAttributes(
  { path }: FieldSource,
  mapping: FieldMapping,
  { once, unset }: MappingForms,
): ReadonlySet<string> {
  const others = path.length === 0 ? PATH_FIELDS.flatMap((field) => mapping[field]) : mapping.data;
  const within = [...others, ...once, ...unset].filter(
    (other) => other.length > path.length && path.every((name, index) => name === other[index]),
  );
  return new Set(within.map((other) => other[path.length]!));
}
