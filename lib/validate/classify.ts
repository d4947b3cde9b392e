import type { DelimiterPolicy } from '../format/output-format.js';
import {
  ATTRIBUTES_DELIMITERS,
  EVENT_DELIMITERS,
  RECORD_ID_LENGTH,
  RECORD_NAME_LENGTH,
  RECORD_SHAPE,
  RECORD_USER_LENGTH,
  RECORD_WORDS,
  SHAPE_ATTRIBUTES,
  SHAPE_BAD_MEASURE,
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
  SHAPE_TOO_LONG,
  SHAPE_USER,
  SHAPE_USER_DELIMITER,
  VALID_ATTRIBUTES,
  VALID_ATTRIBUTES_MASK,
  VALID_EVENT,
  VALID_EVENT_MASK,
} from '../kernel/layout/columns.js';
import { type FieldMapping, fieldName, type PathField } from '../mapping/mapping.js';
import type { ActivityColumns } from '../records/activity-columns.js';
import { dataAt } from '../records/data-at.js';
import type { RejectCode } from '../records/reject.js';
import type { Fault } from './fault.js';
import { jsonFault, type LineFault, typeIn, utf8Fault } from './line-fault.js';
import { measureFault, measureWithDelimiter } from './measure-fault.js';
import { rejectMessage } from './reject-message.js';
import {
  EMPTY_STRING,
  foundAt,
  lineAt,
  NOTHING,
  NULL,
  NUMBER,
  OBJECT,
  STRING,
  whatBlocks,
  wrongTime,
} from './what-was-found.js';

const DELIMITER = /[,=\n\r]/;

/** The fate of a line: it counts, it is skipped, or it is rejected. */
export type Fate = 'valid' | 'anonymous' | 'ignored' | Fault;

// Every line of a source passes through here, and nearly every one is valid.

/**
 * Index of the first record, from `index` on, that is not plainly valid; the number of records if all are. A few of the records
 * at which it stops are valid, too: those with a delimiter in a value that is given again later.
 */
export function nextInQuestion(
  { records, timestamps }: ActivityColumns,
  index: number,
  delimiters: DelimiterPolicy,
): number {
  const eventMask = VALID_EVENT_MASK | (delimiters === 'escape' ? 0 : EVENT_DELIMITERS);
  const attributesMask = VALID_ATTRIBUTES_MASK | (delimiters === 'escape' ? 0 : ATTRIBUTES_DELIMITERS);
  for (let record = index * RECORD_WORDS; index < timestamps.length; index++, record += RECORD_WORDS) {
    const shape = records[record + RECORD_SHAPE]!;
    if (records[record + RECORD_USER_LENGTH] === 0) break;
    if ((shape & eventMask) === VALID_EVENT) {
      if (records[record + RECORD_ID_LENGTH] === 0 || records[record + RECORD_NAME_LENGTH] === 0) break;
    } else if ((shape & attributesMask) !== VALID_ATTRIBUTES || !Number.isFinite(timestamps[index])) break;
  }
  return index;
}

/**
 * The fate of a line of a batch from `parse`, by steps 1 to 9 of docs/semantics.md: of one record, or of the event and the
 * attributes that it is. `records`: how many it is.
 */
export function classify(
  columns: ActivityColumns,
  index: number,
  delimiters: DelimiterPolicy,
  records = 1,
): Fate {
  const indexes = Array.from({ length: records }, (_, record) => index + record);
  for (const each of indexes) {
    const fate = fateOfFields(columns, each);
    if (fate !== 'valid') return fate;
  }
  const shape = columns.records[index * RECORD_WORDS + RECORD_SHAPE]!;
  if ((shape & SHAPE_BAD_MEASURE) !== 0) return measureFault(columns, index);
  if (delimiters === 'escape') return 'valid';
  const found = indexes.map((each) => fieldWithDelimiter(columns, each)).find((field) => field !== undefined);
  const place = found ?? measureWithDelimiter(columns, index);
  return place === undefined ? 'valid' : faultOf('delimiter', `one in ${place}`);
}

/** By steps 1 to 8. */
function fateOfFields(columns: ActivityColumns, index: number): Fate {
  const { records, timestamps, mapping } = columns;
  const record = index * RECORD_WORDS;
  const shape = records[record + RECORD_SHAPE]!;
  const lengthOf = (field: number) => records[record + field]!;
  const fault = (code: RejectCode, found?: string) => faultOf(code, found, mapping);
  const blocked = (field: PathField) => whatBlocks(columns, index, field);
  if ((shape & SHAPE_FAULTS) !== 0) return lineFault(shape, timestamps[index]!, lineAt(columns, index));
  const mayIgnore = mapping !== undefined && mapping.plain !== true;
  if (mayIgnore && (shape & (SHAPE_EVENT | SHAPE_ATTRIBUTES | SHAPE_BLOCKED_TYPE)) === 0) return 'ignored';

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
  return 'valid';
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

/** The field of a record that holds a delimiter. */
function fieldWithDelimiter(columns: ActivityColumns, index: number): string | undefined {
  const { records, mapping } = columns;
  const shape = records[index * RECORD_WORDS + RECORD_SHAPE]!;
  if ((shape & SHAPE_USER_DELIMITER) !== 0) return fieldName('user_id', mapping);
  if ((shape & SHAPE_EVENT) !== 0) {
    return (shape & SHAPE_NAME_DELIMITER) === 0 ? undefined : fieldName('name', mapping);
  }
  const flagged = (shape & SHAPE_ENTRY_DELIMITER) !== 0;
  return flagged && lastEntriesHaveDelimiter(columns, index) ? fieldName('data', mapping) : undefined;
}

/** The flag is also set for a value that does not count because its name is given again later. */
function lastEntriesHaveDelimiter(columns: ActivityColumns, index: number): boolean {
  return Object.entries(dataAt(columns, index)).some((texts) =>
    texts.some((text) => text !== null && DELIMITER.test(text)),
  );
}

function faultOf(code: RejectCode, found?: string, mapping?: FieldMapping): Fault {
  return { code, message: rejectMessage(code, found, mapping) };
}
