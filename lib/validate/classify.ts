import type { DelimiterPolicy } from '../format/output-format.js';
import {
  KIND_ABSENT,
  KIND_ARRAY,
  KIND_BLOCKED,
  KIND_BOOLEAN,
  KIND_MASK,
  KIND_NULL,
  KIND_NUMBER,
  KIND_OBJECT,
  KIND_STRING,
  RECORD_ID_LENGTH,
  RECORD_LINE_LENGTH,
  RECORD_LINE_OFFSET,
  RECORD_NAME_LENGTH,
  RECORD_SHAPE,
  RECORD_USER_LENGTH,
  RECORD_WORDS,
  SHAPE_ATTRIBUTES,
  SHAPE_BLOCKED_TYPE,
  SHAPE_DATA,
  SHAPE_EMPTY_ENTRY_NAME,
  SHAPE_ENTRY_DELIMITER,
  SHAPE_EVENT,
  SHAPE_FAULTS,
  SHAPE_ID,
  SHAPE_INVALID_UTF8,
  SHAPE_MALFORMED,
  SHAPE_NAME,
  SHAPE_NAME_DELIMITER,
  SHAPE_TIMESTAMP,
  SHAPE_TOO_LONG,
  SHAPE_USER,
  SHAPE_USER_DELIMITER,
} from '../kernel/layout/columns.js';
import { type FieldMapping, fieldName, type PathField } from '../mapping/mapping.js';
import type { ActivityColumns } from '../records/activity-columns.js';
import { dataAt } from '../records/data-at.js';
import type { RejectCode } from '../records/reject.js';
import { jsonFault, type LineFault, typeIn, utf8Fault } from './line-fault.js';
import { onTheWay } from './on-the-way.js';
import { rejectMessage } from './reject-message.js';

/** Why a line is rejected. */
export interface Fault {
  readonly code: RejectCode;
  readonly message: string;
  /** Where in the line the byte is that is to blame, from 1; only where it is one byte. */
  readonly column?: number;
}

/** The fate of a line: it counts, it is skipped, or it is rejected. */
export type Fate = 'valid' | 'anonymous' | 'ignored' | Fault;

// Every line of a source passes through here, and nearly every one is valid. One comparison of its shape and one of each
// length show that. A string and a number, which are both ids, differ in one bit of their kinds.
const ID_KIND = KIND_STRING & KIND_NUMBER;
const ID_KIND_MASK = KIND_MASK & ~(KIND_STRING ^ KIND_NUMBER);

const EVENT = SHAPE_EVENT | (ID_KIND << SHAPE_USER) | (ID_KIND << SHAPE_ID) | (KIND_STRING << SHAPE_NAME);
const EVENT_MASK =
  SHAPE_FAULTS |
  SHAPE_EVENT |
  (ID_KIND_MASK << SHAPE_USER) |
  (ID_KIND_MASK << SHAPE_ID) |
  (KIND_MASK << SHAPE_NAME);
const EVENT_DELIMITERS = SHAPE_USER_DELIMITER | SHAPE_NAME_DELIMITER;

const ATTRIBUTES =
  SHAPE_ATTRIBUTES | (ID_KIND << SHAPE_USER) | (KIND_NUMBER << SHAPE_TIMESTAMP) | (KIND_OBJECT << SHAPE_DATA);
const ATTRIBUTES_MASK =
  SHAPE_FAULTS |
  SHAPE_ATTRIBUTES |
  SHAPE_EMPTY_ENTRY_NAME |
  (ID_KIND_MASK << SHAPE_USER) |
  (KIND_MASK << SHAPE_TIMESTAMP) |
  (KIND_MASK << SHAPE_DATA);
const ATTRIBUTES_DELIMITERS = SHAPE_USER_DELIMITER | SHAPE_ENTRY_DELIMITER;

/**
 * Index of the first record, from `index` on, that is not plainly valid; the number of records if all are. A few of the records
 * at which it stops are valid, too: those with a delimiter in a value that is given again later.
 */
export function nextInQuestion(
  { records, timestamps }: ActivityColumns,
  index: number,
  delimiters: DelimiterPolicy,
): number {
  const eventMask = EVENT_MASK | (delimiters === 'escape' ? 0 : EVENT_DELIMITERS);
  const attributesMask = ATTRIBUTES_MASK | (delimiters === 'escape' ? 0 : ATTRIBUTES_DELIMITERS);
  for (let record = index * RECORD_WORDS; index < timestamps.length; index++, record += RECORD_WORDS) {
    const shape = records[record + RECORD_SHAPE]!;
    if (records[record + RECORD_USER_LENGTH] === 0) break;
    if ((shape & eventMask) === EVENT) {
      if (records[record + RECORD_ID_LENGTH] === 0 || records[record + RECORD_NAME_LENGTH] === 0) break;
    } else if ((shape & attributesMask) !== ATTRIBUTES || !Number.isFinite(timestamps[index])) break;
  }
  return index;
}

// What messages call the kinds of a field.
const NOTHING = 'nothing';
const NULL = 'null';
const STRING = 'a string';
const EMPTY_STRING = 'an empty string';
const NUMBER = 'a number';
const OBJECT = 'an object';

const KINDS: Readonly<Record<number, string>> = {
  [KIND_ABSENT]: NOTHING,
  [KIND_NULL]: NULL,
  [KIND_STRING]: STRING,
  [KIND_NUMBER]: NUMBER,
  [KIND_BOOLEAN]: 'a boolean',
  [KIND_OBJECT]: OBJECT,
  [KIND_ARRAY]: 'an array',
  [KIND_BLOCKED]: 'something else on the way',
};

/** The fate of one record of a batch from `parse`, by steps 1 to 9 of docs/semantics.md. */
export function classify(columns: ActivityColumns, index: number, delimiters: DelimiterPolicy): Fate {
  const { records, timestamps, mapping } = columns;
  const record = index * RECORD_WORDS;
  const shape = records[record + RECORD_SHAPE]!;
  const lengthOf = (field: number) => records[record + field]!;
  const fault = (code: RejectCode, found?: string) => faultOf(code, found, mapping);
  const blocked = (field: PathField) => whatBlocks(columns, index, field);
  if ((shape & SHAPE_FAULTS) !== 0) return lineFault(shape, timestamps[index]!, lineAt(columns, index));
  if (mapping !== undefined && (shape & (SHAPE_EVENT | SHAPE_ATTRIBUTES | SHAPE_BLOCKED_TYPE)) === 0)
    return 'ignored';

  const user = foundAt(shape, SHAPE_USER, lengthOf(RECORD_USER_LENGTH));
  if (user === NOTHING || user === NULL || user === EMPTY_STRING) return 'anonymous';
  if (user !== STRING && user !== NUMBER) return fault('bad-user-id', blocked('user_id') ?? user);

  if ((shape & SHAPE_EVENT) !== 0) {
    const id = foundAt(shape, SHAPE_ID, lengthOf(RECORD_ID_LENGTH));
    if (id !== STRING && id !== NUMBER) return fault('bad-id', blocked('id') ?? id);
    const name = foundAt(shape, SHAPE_NAME, lengthOf(RECORD_NAME_LENGTH));
    if (name !== STRING) {
      return fault('bad-name', blocked('name') ?? `${name} in ${fieldName('name', mapping)}`);
    }
  } else if ((shape & SHAPE_ATTRIBUTES) !== 0) {
    const wrong = wrongTime(shape, timestamps[index]!, mapping);
    if (wrong !== undefined) return fault('bad-timestamp', blocked('timestamp') ?? wrong);
    const data = foundAt(shape, SHAPE_DATA);
    if (data !== OBJECT) return fault('bad-data', blocked('data') ?? data);
    if ((shape & SHAPE_EMPTY_ENTRY_NAME) !== 0) {
      return fault('bad-name', `an empty one in ${fieldName('data', mapping)}`);
    }
  } else {
    return fault('unknown-type', blocked('type') ?? typeIn(lineAt(columns, index)));
  }
  return delimiters === 'escape' ? 'valid' : checkDelimiters(columns, index, shape);
}

const KIND_PLACES: Readonly<Record<Exclude<PathField, 'type'>, number>> = {
  user_id: SHAPE_USER,
  id: SHAPE_ID,
  name: SHAPE_NAME,
  timestamp: SHAPE_TIMESTAMP,
  data: SHAPE_DATA,
};

/** What stands on the way of a field's path, if it is no object; undefined if nothing does. */
function whatBlocks(columns: ActivityColumns, index: number, field: PathField): string | undefined {
  const { bytes, records, mapping } = columns;
  const record = index * RECORD_WORDS;
  const shape = records[record + RECORD_SHAPE]!;
  const blocked =
    field === 'type'
      ? (shape & SHAPE_BLOCKED_TYPE) !== 0
      : ((shape >> KIND_PLACES[field]) & KIND_MASK) === KIND_BLOCKED;
  if (!blocked || mapping === undefined) return undefined;
  const start = records[record + RECORD_LINE_OFFSET]!;
  return onTheWay(
    bytes.subarray(start, start + records[record + RECORD_LINE_LENGTH]!),
    mapping[field],
    mapping.forms,
  );
}

/** What stands where a time should, or undefined if it is one. A text that is a time has come to be a number. */
function wrongTime(shape: number, timestamp: number, mapping: FieldMapping | undefined): string | undefined {
  const found = foundAt(shape, SHAPE_TIMESTAMP);
  if (found === STRING && mapping !== undefined) return 'another string';
  if (found !== NUMBER || Number.isNaN(timestamp)) return found;
  return Number.isFinite(timestamp) ? undefined : 'one beyond all doubles';
}

function lineFault(shape: number, length: number, line: Uint8Array): Fault {
  if ((shape & SHAPE_TOO_LONG) !== 0) return faultOf('line-too-long', `${length} bytes`);
  if ((shape & SHAPE_INVALID_UTF8) !== 0) return faultAt('invalid-utf8', utf8Fault(line));
  if ((shape & SHAPE_MALFORMED) !== 0) return faultAt('malformed-json', jsonFault(line));
  return faultOf('not-an-object');
}

function faultAt(code: RejectCode, { column, found }: LineFault): Fault {
  return { ...faultOf(code, found), column };
}

/** The whole line, unless it is too long. */
function lineAt({ bytes, records }: ActivityColumns, index: number): Uint8Array {
  const start = records[index * RECORD_WORDS + RECORD_LINE_OFFSET]!;
  return bytes.subarray(start, start + records[index * RECORD_WORDS + RECORD_LINE_LENGTH]!);
}

function checkDelimiters(columns: ActivityColumns, index: number, shape: number): Fate {
  const { mapping } = columns;
  const delimiterIn = (field: PathField) => faultOf('delimiter', `one in ${fieldName(field, mapping)}`);
  if ((shape & SHAPE_USER_DELIMITER) !== 0) return delimiterIn('user_id');
  if ((shape & SHAPE_EVENT) !== 0)
    return (shape & SHAPE_NAME_DELIMITER) === 0 ? 'valid' : delimiterIn('name');
  const flagged = (shape & SHAPE_ENTRY_DELIMITER) !== 0;
  return flagged && lastEntriesHaveDelimiter(columns, index) ? delimiterIn('data') : 'valid';
}

/** The flag is also set for a value that does not count because its name is given again later. */
function lastEntriesHaveDelimiter(columns: ActivityColumns, index: number): boolean {
  return Object.entries(dataAt(columns, index)).some((texts) =>
    texts.some((text) => text !== null && /[,=\n\r]/.test(text)),
  );
}

/** What a message calls the kind of a field. */
function foundAt(shape: number, field: number, length?: number): string {
  const kind = (shape >> field) & KIND_MASK;
  return kind === KIND_STRING && length === 0 ? EMPTY_STRING : KINDS[kind]!;
}

function faultOf(code: RejectCode, found?: string, mapping?: FieldMapping): Fault {
  return { code, message: rejectMessage(code, found, mapping) };
}
