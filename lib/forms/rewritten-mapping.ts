import { type FieldMapping, PATH_FIELDS, type Path, type PathField } from '../mapping/mapping.js';

/** The mapping that rewritten records are read by. */
export function rewrittenMapping(mapping: FieldMapping): FieldMapping {
  const { forms, ...fields } = mapping;
  const paths = PATH_FIELDS.map((field): [PathField, Path[]] => [
    field,
    [[field], [`${field} is behind`, 'it']],
  ]);
  const time = forms?.untimed === true ? 'seconds' : mapping.time;
  return { ...fields, ...(Object.fromEntries(paths) as Record<PathField, Path[]>), time };
}
