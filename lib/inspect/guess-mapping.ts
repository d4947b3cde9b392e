import { type RecordKind, splitPath } from '../mapping/mapping.js';
import { type Mapping, readMapping } from '../mapping/read-mapping.js';
import type { LikelyFields } from './likely-fields.js';
import { type FieldProfile, valueAt } from './profile-fields.js';

/** As many types are listed; records of any other are ignored. */
const MAX_TYPES = 50;
/** Types whose records tell about a user, whatever fields they have. */
const ABOUT_USERS =
  /identify|attribute|trait|profile|^(?:set|update)?_?users?(?:_?(?:set|update|updated))?$/i;

/** A mapping to start from, of the likely fields; undefined if one is missing without which nothing can be read. */
export function guessMapping(likely: LikelyFields, records: readonly object[]): Mapping | undefined {
  const { user_id, type } = likely;
  const events = eventFields(likely);
  const attributes = attributesFields(likely);
  if (user_id === undefined || (events === undefined && attributes === undefined)) return undefined;
  const user = { user_id: user_id.path };
  if (type === undefined) {
    const kind: RecordKind = events === undefined ? 'attributes' : 'event';
    return checked({ ...user, ...(events ?? attributes), otherwise: kind });
  }
  const types = kindsOfTypes(type, likely, records);
  const kinds = new Set(Object.values(types));
  const needed = { ...(kinds.has('event') ? events : {}), ...(kinds.has('attributes') ? attributes : {}) };
  return checked({ ...user, type: type.path, types, ...needed });
}

function eventFields({ id, name }: LikelyFields): Mapping | undefined {
  return id === undefined || name === undefined ? undefined : { id: id.path, name: name.path };
}

function attributesFields({ timestamp, data }: LikelyFields): Mapping | undefined {
  if (timestamp === undefined || data === undefined) return undefined;
  return { timestamp: timestamp.path, data: data.path, time: timestamp.time };
}

/** A record is an event if it has an id and a name, and tells attributes if it has their object. */
function kindsOfTypes(
  type: FieldProfile,
  likely: LikelyFields,
  records: readonly object[],
): Record<string, RecordKind> {
  const events = eventFields(likely) !== undefined;
  const attributes = attributesFields(likely) !== undefined;
  const kinds: Record<string, RecordKind> = {};
  for (const [name, group] of [...grouped(records, type)].slice(0, MAX_TYPES)) {
    if (typeof name !== 'string') continue;
    const most = (field: FieldProfile | undefined) =>
      group.filter((record) => valueIn(record, field) !== undefined).length > group.length / 2;
    const about = attributes && most(likely.data);
    const happened = events && most(likely.name) && most(likely.id);
    if (about && (ABOUT_USERS.test(name) || !happened)) kinds[name] = 'attributes';
    else kinds[name] = happened ? 'event' : 'ignored';
  }
  return kinds;
}

function grouped(records: readonly object[], type: FieldProfile): Map<unknown, object[]> {
  const groups = new Map<unknown, object[]>();
  for (const record of records) {
    const value = valueIn(record, type);
    const group = groups.get(value);
    if (group === undefined) groups.set(value, [record]);
    else group.push(record);
  }
  return groups;
}

/** The value of a field, if it has one that counts. */
function valueIn(record: object, field: FieldProfile | undefined): unknown {
  const value = field === undefined ? undefined : valueAt(record, splitPath(field.path));
  return value === null || value === '' ? undefined : value;
}

function checked(mapping: Mapping): Mapping | undefined {
  try {
    readMapping('guess', mapping);
    return mapping;
  } catch {
    // The likely fields do not go together: one is within another, or all types are ignored.
    return undefined;
  }
}
