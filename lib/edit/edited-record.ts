import {
  ENTRY_COLUMN,
  ENTRY_VALUE_LENGTH,
  ENTRY_VALUE_OFFSET,
  ENTRY_WORDS,
  RECORD_ENTRIES,
  RECORD_FIRST_ENTRY,
  RECORD_SHAPE,
  RECORD_WORDS,
  SHAPE_EVENT,
} from '../kernel/layout/columns.js';
import type { FieldMapping } from '../mapping/mapping.js';
import type { Path } from '../mapping/path.js';
import type { ActivityColumns } from '../records/activity-columns.js';
import type { ActivityView } from '../records/activity-view.js';
import { textAt } from '../records/data-at.js';
import type { ActivityChanges } from './edited-line.js';
import { jsonOf } from './edited-line.js';
import { EDITED_FIELDS, EDITED_RECORD, EDITED_VALUES } from './edited-mapping.js';
import { membersOfLine } from './members-of-line.js';

const FIELDS = ['type', 'user_id', 'id', 'name', 'timestamp', 'data'] as const;
type Field = (typeof FIELDS)[number];

/** A line that editedMapping reads, and the bytes of the record in it. */
export interface EditedRecord {
  readonly line: string;
  readonly recordBytes: number;
}

/** Where the record stands in the line. */
export const RECORD_AT = `{"${EDITED_RECORD}":`.length;

/** A mapped activity with changes. `columns` are those of the batch, `index` its place there. */
export function editedRecord(
  activity: ActivityView,
  changes: ActivityChanges,
  mapping: FieldMapping,
  columns: ActivityColumns,
  index: number,
): EditedRecord {
  const record = recordText(activity, changes, mapping);
  const values = mapping.forms === undefined ? '' : valuesText(columns, index);
  const fields = fieldsText(activity, changes);
  return {
    line: `{"${EDITED_RECORD}":${record},"${EDITED_FIELDS}":${fields}${values}}\n`,
    recordBytes: Buffer.byteLength(record),
  };
}

/** What the mapping found, with changes. Data is only needed of attributes. */
function fieldsText(activity: ActivityView, changes: ActivityChanges): string {
  const type = Object.hasOwn(changes, 'type') ? changes.type : activity.type;
  const texts: string[] = [];
  for (const field of FIELDS) {
    if (field === 'data' && type !== 'attributes') continue;
    const text = jsonOf(field, Object.hasOwn(changes, field) ? changes[field] : activity[field]);
    if (text !== undefined) texts.push(`"${field}":${text}`);
  }
  return `{${texts.join(',')}}`;
}

/** The record as it is written, but for members that are changed; data is at its first path. */
function recordText(activity: ActivityView, changes: ActivityChanges, mapping: FieldMapping): string {
  const names = Object.keys(changes).filter((name) => !FIELDS.includes(name as Field));
  const hasData = Object.hasOwn(changes, 'data') && mapping.data.length > 0;
  if (names.length === 0 && !hasData) return activity.line;
  const members = membersOfLine(activity.line);
  const set = (name: string, text: string | undefined) => {
    if (text === undefined) members.delete(name);
    else members.set(name, text);
  };
  for (const name of names) set(name, jsonOf(name, changes[name]));
  if (hasData) {
    for (const path of mapping.data) {
      const [first, ...rest] = path;
      if (first === undefined) continue;
      const before = members.get(first);
      const data = path === mapping.data[0] ? changes.data : undefined;
      set(first, jsonOf('data', rest.length === 0 ? data : withValueAt(before, rest, data)));
    }
  }
  return `{${[...members].map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`;
}

/** A value of JSON text with another value at a path; objects on the way are made where there are none. */
function withValueAt(text: string | undefined, path: Path, value: unknown): unknown {
  const given: unknown = text === undefined ? undefined : JSON.parse(text);
  if (given === undefined && value === undefined) return undefined;
  return replacedAt(given, path, value);
}

function replacedAt(given: unknown, [name, ...rest]: Path, value: unknown): unknown {
  if (name === undefined) return value;
  const isObject = typeof given === 'object' && given !== null && !Array.isArray(given);
  if (!isObject && value === undefined) return given;
  const members = new Map(isObject ? Object.entries(given) : []);
  members.set(name, replacedAt(members.get(name), rest, value));
  return Object.fromEntries(members);
}

/** The values of the columns of measures that an event has. */
function valuesText({ bytes, records, entries }: ActivityColumns, index: number): string {
  const record = index * RECORD_WORDS;
  if ((records[record + RECORD_SHAPE]! & SHAPE_EVENT) === 0) return '';
  const first = records[record + RECORD_FIRST_ENTRY]! * ENTRY_WORDS;
  const end = first + records[record + RECORD_ENTRIES]! * ENTRY_WORDS;
  const values: Record<string, string> = {};
  for (let entry = first; entry < end; entry += ENTRY_WORDS) {
    values[entries[entry + ENTRY_COLUMN]!] = textAt(
      bytes,
      entries,
      entry + ENTRY_VALUE_OFFSET,
      entry + ENTRY_VALUE_LENGTH,
    );
  }
  return `,"${EDITED_VALUES}":${JSON.stringify(values)}`;
}
