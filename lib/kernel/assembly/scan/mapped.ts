// Mapped records: the values at the slots of a field table (see ../../layout/field-table.ts) → which kinds of activity the line is,
// and of its fields those that such kinds have. A line that is an event and attributes makes two records, the event's
// first.

import {
  KIND_BLOCKED,
  KIND_MASK,
  KIND_NULL,
  KIND_NUMBER,
  KIND_OBJECT,
  KIND_STRING,
  RECORD_ID_LENGTH,
  RECORD_ID_OFFSET,
  RECORD_NAME_LENGTH,
  RECORD_NAME_OFFSET,
  RECORD_USER_LENGTH,
  RECORD_USER_OFFSET,
  SHAPE_ATTRIBUTES,
  SHAPE_BLOCKED_TYPE,
  SHAPE_DATA,
  SHAPE_EMPTY_ENTRY_NAME,
  SHAPE_ENTRY_DELIMITER,
  SHAPE_EVENT,
  SHAPE_ID,
  SHAPE_NAME,
  SHAPE_NAME_DELIMITER,
  SHAPE_SAME_LINE,
  SHAPE_TIMESTAMP,
  SHAPE_USER,
  SHAPE_USER_DELIMITER,
} from '../../layout/columns';
import {
  BUCKET_TARGET,
  TABLE_DATA,
  TABLE_EVENT_TIMES,
  TABLE_ID,
  TABLE_INSTANTS,
  TABLE_NAME,
  TABLE_OTHERWISE,
  TABLE_PLAIN,
  TABLE_ROOT,
  TABLE_SLOTS,
  TABLE_SLOTS_END,
  TABLE_TIMESTAMP,
  TABLE_TYPE,
  TABLE_TYPES,
  TABLE_USER,
} from '../../layout/field-table';
import { findText } from '../field-table';
import { instantOf } from '../instant';
import { entry, setEntry } from './data';
import { clearSlots, scanFields } from './fields';
import { columnsOf, findSlots, hasMeasures, putMeasures, resetMeasures } from './measures';
import {
  beginRecord,
  clearRecord,
  endRecord,
  endRecordOf,
  got,
  lineEntries,
  put,
  setTimestamp,
  timestampOf,
} from './record';
import { chosenSlot, hasValue, peekSlot, readSlot, slotKind } from './slot-values';
import { SLOT_END, SLOT_ENTRIES, SLOT_ENTRIES_END, SLOT_KIND, SLOT_START } from './slots';
import { input, textLength, textStart } from './texts';
import { numberOf, scanTime } from './times';

const BOTH: u32 = SHAPE_EVENT | SHAPE_ATTRIBUTES;

let table: usize = 0;

/** The field table that records are read by. */
export function resetMapping(fields: usize): void {
  table = fields;
  resetMeasures(fields);
}

/** Begins after the opening brace; returns the address after the object, or 0 where it is malformed. */
export function scanMapped(at: usize): usize {
  beginRecord();
  clearSlots(header(TABLE_SLOTS), header(TABLE_SLOTS_END));
  return scanFields(at, header(TABLE_ROOT), 1);
}

/** The records of the line whose object was scanned last. */
export function putMapped(line: usize, length: u32): void {
  const data = slotOf(TABLE_DATA);
  const type = slotOf(TABLE_TYPE);
  let shape = putUser(slotOf(TABLE_USER));
  if (slotKind(type) == KIND_BLOCKED) {
    setEntry(lineEntries);
    endRecord(shape | SHAPE_BLOCKED_TYPE, line, length);
    return;
  }
  let kinds = kindsOfType(type);
  if (kinds == BOTH && slotKind(data) != KIND_BLOCKED && !hasValue(data)) kinds = SHAPE_EVENT;
  if (kinds == 0) putIgnoredType(type);
  if (kinds == BOTH) {
    putBoth(shape, data, line, length);
    return;
  }
  if (kinds == SHAPE_ATTRIBUTES) {
    shape |= SHAPE_ATTRIBUTES | putTime(slotOf(TABLE_TIMESTAMP)) | putData(data);
  } else {
    setEntry(lineEntries);
    if (kinds == SHAPE_EVENT) shape |= putEvent();
  }
  endRecord(shape, line, length);
}

/** Two records of the same user. The entries of the attributes come first. */
function putBoth(user: u32, data: usize, line: usize, length: u32): void {
  const dataShape = putData(data);
  const dataEnd = entry;
  const event = user | putEvent();
  const offset = got(RECORD_USER_OFFSET);
  const userLength = got(RECORD_USER_LENGTH);
  endRecordOf(event, line, length, dataEnd, entry);
  clearRecord();
  put(RECORD_USER_OFFSET, offset);
  put(RECORD_USER_LENGTH, userLength);
  const attributes = SHAPE_SAME_LINE | SHAPE_ATTRIBUTES | putTime(slotOf(TABLE_TIMESTAMP)) | dataShape;
  endRecordOf(user | attributes, line, length, lineEntries, dataEnd);
}

/** The fields of an event, and the values of its measures as entries. */
function putEvent(): u32 {
  const shape = SHAPE_EVENT | putId(slotOf(TABLE_ID)) | putName(slotOf(TABLE_NAME));
  let timed = header(TABLE_EVENT_TIMES) != 0;
  const columns: u64 = hasMeasures ? columnsOf(got(RECORD_NAME_OFFSET), got(RECORD_NAME_LENGTH)) : 0;
  if (columns != 0 && findSlots(columns)) timed = true;
  const timeShape = timed ? putTime(slotOf(TABLE_TIMESTAMP)) : 0;
  if (columns == 0) return shape;
  return shape | timeShape | putMeasures(columns, isFinite(timestampOf()));
}

function header(word: u32): u32 {
  return load<u32>(table + (word << 2));
}

/** The slot that a field is taken from. */
function slotOf(field: u32): usize {
  return chosenSlot(header(field), header(field + 1));
}

function kindsOfType(slot: usize): u32 {
  if (slotKind(slot) != KIND_STRING) return header(TABLE_OTHERWISE);
  peekSlot(slot);
  const bucket = findText(header(TABLE_TYPES), input + textStart, textLength);
  return bucket == 0 ? header(TABLE_OTHERWISE) : load<u32>(bucket, BUCKET_TARGET);
}

function putUser(slot: usize): u32 {
  return putText(slot, SHAPE_USER, RECORD_USER_OFFSET, RECORD_USER_LENGTH, SHAPE_USER_DELIMITER);
}

/** Puts the type of the line in the place of a name, so that ignored records can be counted by type. */
function putIgnoredType(slot: usize): void {
  if (slotKind(slot) != KIND_STRING) return;
  readSlot(slot);
  put(RECORD_NAME_OFFSET, textStart);
  put(RECORD_NAME_LENGTH, textLength);
}

function putId(slot: usize): u32 {
  return putText(slot, SHAPE_ID, RECORD_ID_OFFSET, RECORD_ID_LENGTH, 0);
}

function putName(slot: usize): u32 {
  return putText(slot, SHAPE_NAME, RECORD_NAME_OFFSET, RECORD_NAME_LENGTH, SHAPE_NAME_DELIMITER);
}

/** A field that is a text, or a number whose source text counts; returns what it adds to the shape. */
function putText(slot: usize, field: u32, offsetWord: u32, lengthWord: u32, delimiterFlag: u32): u32 {
  const kind = slotKind(slot);
  let shape = kind << field;
  if (kind == KIND_STRING) {
    if (readSlot(slot)) shape |= delimiterFlag;
    put(offsetWord, textStart);
    put(lengthWord, textLength);
  } else if (kind == KIND_NUMBER) {
    const start = load<u32>(slot, SLOT_START);
    put(offsetWord, start - <u32>input);
    put(lengthWord, load<u32>(slot, SLOT_END) - start);
  }
  return shape;
}

/** A text that is a time, or a JSON number where numbers are expected, counts as a number. */
function putTime(slot: usize): u32 {
  const kind = slotKind(slot);
  const isNumber = header(TABLE_INSTANTS) == 0;
  if (isNumber && kind == KIND_NUMBER) scanTime(load<u32>(slot, SLOT_START));
  if (kind != KIND_STRING || header(TABLE_PLAIN) != 0) return kind << SHAPE_TIMESTAMP;
  peekSlot(slot);
  const text = input + textStart;
  const instant = isNumber ? numberOf(text, textLength) : instantOf(text, textLength);
  setTimestamp(instant);
  return (isNaN(instant) ? KIND_STRING : KIND_NUMBER) << SHAPE_TIMESTAMP;
}

/**
 * Moves the entries to the beginning of the line's: those of an object that does not count may be there. Attributes
 * without `data` are none.
 */
function putData(slot: usize): u32 {
  const found = load<u32>(slot, SLOT_KIND);
  let bytes: usize = 0;
  if ((found & KIND_MASK) == KIND_OBJECT) {
    const from = <usize>load<u32>(slot, SLOT_ENTRIES);
    bytes = <usize>load<u32>(slot, SLOT_ENTRIES_END) - from;
    if (from != lineEntries) memory.copy(lineEntries, from, bytes);
  }
  setEntry(lineEntries + bytes);
  if (!hasValue(slot) && slotKind(slot) != KIND_BLOCKED && header(TABLE_PLAIN) == 0)
    return KIND_OBJECT << SHAPE_DATA;
  const flags = found & (SHAPE_ENTRY_DELIMITER | SHAPE_EMPTY_ENTRY_NAME);
  return ((found & KIND_MASK) << SHAPE_DATA) | flags;
}
