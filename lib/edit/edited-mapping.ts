import type { FieldMapping, PathField } from '../mapping/mapping.js';
import { measureColumns } from '../mapping/measure-columns.js';
import type { Path } from '../mapping/path.js';

// An edited activity of mapped records is read again as a line of its own: {"record": …, "fields": …, "values": …}. `fields` are those of
// the plain input, as the mapping found them or as they were changed. `record` is the record itself with other changes, so that
// measures, timelines and further stages find there what it holds. Where a mapping has forms, measures are not found so simply: then
// `values` has those of their columns, as they were read before.

export const EDITED_RECORD = 'record';
export const EDITED_FIELDS = 'fields';
export const EDITED_VALUES = 'values';

/** The mapping by which such lines are read. */
export function editedMapping({ measures, forms }: FieldMapping): FieldMapping {
  const at = (field: PathField): readonly Path[] => [[EDITED_FIELDS, field]];
  const { columnOf } = measureColumns(measures ?? []);
  const moved = measures?.map((measure, index) => ({
    ...measure,
    paths:
      forms === undefined
        ? measure.paths.map((path) => [EDITED_RECORD, ...path])
        : [[EDITED_VALUES, `${columnOf[index]}`]],
  }));
  return {
    user_id: at('user_id'),
    type: at('type'),
    id: at('id'),
    name: at('name'),
    timestamp: at('timestamp'),
    data: at('data'),
    types: { event: 'event', attributes: 'attributes' },
    otherwise: 'ignored',
    time: 'seconds',
    ...(moved === undefined ? {} : { measures: moved }),
  };
}
