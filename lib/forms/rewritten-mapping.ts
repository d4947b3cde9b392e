import { type FieldMapping, type Measure, PATH_FIELDS, type PathField } from '../mapping/mapping.js';
import type { Path } from '../mapping/path.js';

/** The mapping that rewritten records are read by. */
export function rewrittenMapping(mapping: FieldMapping): FieldMapping {
  const { forms, ...fields } = mapping;
  const paths = PATH_FIELDS.map((field): [PathField, Path[]] => [field, placesOf(field)]);
  const time = forms?.untimed === true ? 'seconds' : mapping.time;
  const measures = mapping.measures?.map((measure) => ({
    ...measure,
    paths: placesOf(measureField(measure)),
  }));
  return {
    ...fields,
    ...(measures === undefined ? {} : { measures }),
    ...(Object.fromEntries(paths) as Record<PathField, Path[]>),
    time,
  };
}

/** Where a field of a rewritten record stands: under its name, or, if something stands on the way of it, behind that. */
function placesOf(field: string): Path[] {
  return [[field], [behind(field), 'it']];
}

/** The name of what stands on the way to a field. */
export function behind(field: string): string {
  return `${field} is behind`;
}

/** The field that holds the values of a measure: those of the same paths share one. */
export function measureField({ paths }: Pick<Measure, 'paths'>): string {
  return `measure ${JSON.stringify(paths)}`;
}
