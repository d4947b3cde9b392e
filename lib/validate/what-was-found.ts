import {
  FAULT_OTHER_STRING,
  FAULT_TOO_FINE,
  FAULT_TOO_LARGE,
  KIND_ABSENT,
  KIND_ARRAY,
  KIND_BLOCKED,
  KIND_BOOLEAN,
  KIND_MASK,
  KIND_NULL,
  KIND_NUMBER,
  KIND_OBJECT,
  KIND_STRING,
  RECORD_LINE_LENGTH,
  RECORD_LINE_OFFSET,
  RECORD_SHAPE,
  RECORD_WORDS,
  SHAPE_BLOCKED_TYPE,
  SHAPE_DATA,
  SHAPE_ID,
  SHAPE_NAME,
  SHAPE_TIMESTAMP,
  SHAPE_USER,
} from '../kernel/layout/columns.js';
import type { FieldMapping, PathField } from '../mapping/mapping.js';
import type { ActivityColumns } from '../records/activity-columns.js';
import { onTheWay } from './on-the-way.js';

// What messages call the kinds of a field.
export const NOTHING = 'nothing';
export const NULL = 'null';
export const STRING = 'a string';
export const EMPTY_STRING = 'an empty string';
export const NUMBER = 'a number';
export const OBJECT = 'an object';

export const KINDS: Readonly<Record<number, string>> = {
  [KIND_ABSENT]: NOTHING,
  [KIND_NULL]: NULL,
  [KIND_STRING]: STRING,
  [KIND_NUMBER]: NUMBER,
  [KIND_BOOLEAN]: 'a boolean',
  [KIND_OBJECT]: OBJECT,
  [KIND_ARRAY]: 'an array',
  [KIND_BLOCKED]: 'something else on the way',
  [FAULT_OTHER_STRING]: 'another string',
  [FAULT_TOO_LARGE]: 'one of 10^40 or more',
  [FAULT_TOO_FINE]: 'one with a digit beyond the 40th decimal place',
};

/** What a message calls the kind of a field. */
export function foundAt(shape: number, field: number, length?: number): string {
  const kind = (shape >> field) & KIND_MASK;
  return kind === KIND_STRING && length === 0 ? EMPTY_STRING : KINDS[kind]!;
}

const KIND_PLACES: Readonly<Record<Exclude<PathField, 'type'>, number>> = {
  user_id: SHAPE_USER,
  id: SHAPE_ID,
  name: SHAPE_NAME,
  timestamp: SHAPE_TIMESTAMP,
  data: SHAPE_DATA,
};

/** What stands on the way of a field's path, if it is no object; undefined if nothing does. */
export function whatBlocks(columns: ActivityColumns, index: number, field: PathField): string | undefined {
  const { records, mapping } = columns;
  const shape = records[index * RECORD_WORDS + RECORD_SHAPE]!;
  const blocked =
    field === 'type'
      ? (shape & SHAPE_BLOCKED_TYPE) !== 0
      : ((shape >> KIND_PLACES[field]) & KIND_MASK) === KIND_BLOCKED;
  return blocked && mapping !== undefined
    ? onTheWay(lineAt(columns, index), mapping[field], mapping.forms)
    : undefined;
}

/** The whole line, unless it is too long. */
export function lineAt({ bytes, records }: ActivityColumns, index: number): Uint8Array {
  const start = records[index * RECORD_WORDS + RECORD_LINE_OFFSET]!;
  return bytes.subarray(start, start + records[index * RECORD_WORDS + RECORD_LINE_LENGTH]!);
}

/** What stands where a time should, or undefined if it is one. A text that is a time has come to be a number. */
export function wrongTime(
  shape: number,
  timestamp: number,
  mapping: FieldMapping | undefined,
): string | undefined {
  const found = foundAt(shape, SHAPE_TIMESTAMP);
  if (found === STRING && mapping !== undefined && mapping.plain !== true) return 'another string';
  if (found !== NUMBER || Number.isNaN(timestamp)) return found;
  return Number.isFinite(timestamp) ? undefined : 'one beyond all doubles';
}
