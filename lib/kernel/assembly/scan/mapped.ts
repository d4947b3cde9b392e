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
import { beginRecord, endRecord, got, lineEntries, put, setTimestamp } from './record';
import {
  SLOT_DELIMITED,
  SLOT_END,
  SLOT_ENTRIES,
  SLOT_ENTRIES_END,
  SLOT_ESCAPED,
  SLOT_KIND,
  SLOT_START,
} from './slots';
import { input, peekText, readText, textLength, textStart } from './texts';
import { numberOf, scanTime } from './times';

const BOTH: u32 = SHAPE_EVENT | SHAPE_ATTRIBUTES;

let table: usize = 0;

/** The field table that records are read by. */
export function resetMapping(fields: usize): void {
  table = fields;
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
  if (kinds & SHAPE_EVENT) {
    const event = shape | SHAPE_EVENT | putId(slotOf(TABLE_ID)) | putName(slotOf(TABLE_NAME));
    if (header(TABLE_EVENT_TIMES) != 0) putTime(slotOf(TABLE_TIMESTAMP));
    if (kinds == BOTH) {
      shape |= SHAPE_SAME_LINE;
      endFirst(event, line, length);
    } else {
      shape = event;
    }
  }
  if (kinds & SHAPE_ATTRIBUTES) {
    shape |= SHAPE_ATTRIBUTES | putTime(slotOf(TABLE_TIMESTAMP)) | putData(data);
  } else {
    setEntry(lineEntries);
  }
  endRecord(shape, line, length);
}

/** Ends the first of a line's two records, and begins the other, of the same user. The entries are the other's. */
function endFirst(shape: u32, line: usize, length: u32): void {
  const offset = got(RECORD_USER_OFFSET);
  const userLength = got(RECORD_USER_LENGTH);
  const end = entry;
  setEntry(lineEntries);
  endRecord(shape, line, length);
  beginRecord();
  setEntry(end);
  put(RECORD_USER_OFFSET, offset);
  put(RECORD_USER_LENGTH, userLength);
}

function header(word: u32): u32 {
  return load<u32>(table + (word << 2));
}

/** The slot that a field is taken from: the first that has a value, or else the first that is blocked, or else the first. */
function slotOf(field: u32): usize {
  const first = <usize>header(field);
  const end = <usize>header(field + 1);
  if (first + 4 == end) return load<u32>(first);
  let blocked: usize = 0;
  for (let candidate = first; candidate < end; candidate += 4) {
    const slot = load<u32>(candidate);
    if (hasValue(slot)) return slot;
    if (blocked == 0 && slotKind(slot) == KIND_BLOCKED) blocked = slot;
  }
  return blocked != 0 ? blocked : load<u32>(first);
}

function slotKind(slot: usize): u32 {
  return load<u32>(slot, SLOT_KIND) & KIND_MASK;
}

/** Whether its value is present, and neither null nor an empty string. */
function hasValue(slot: usize): bool {
  const kind = slotKind(slot);
  if (kind == KIND_STRING) return load<u32>(slot, SLOT_START) != load<u32>(slot, SLOT_END);
  return kind > <u32>KIND_NULL && kind != KIND_BLOCKED;
}

/** Reads a string's text; returns whether it holds a delimiter. */
function readSlot(slot: usize): bool {
  const flags = load<u32>(slot, SLOT_KIND);
  const start = load<u32>(slot, SLOT_START);
  const end = load<u32>(slot, SLOT_END);
  return readText(start, end, (flags & SLOT_ESCAPED) != 0, (flags & SLOT_DELIMITED) != 0);
}

/** Reads it for now: it is not kept among the texts. */
function peekSlot(slot: usize): void {
  const escaped = (load<u32>(slot, SLOT_KIND) & SLOT_ESCAPED) != 0;
  peekText(load<u32>(slot, SLOT_START), load<u32>(slot, SLOT_END), escaped);
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
  if (kind != KIND_STRING) return kind << SHAPE_TIMESTAMP;
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
  if (!hasValue(slot) && slotKind(slot) != KIND_BLOCKED) return KIND_OBJECT << SHAPE_DATA;
  const flags = found & (SHAPE_ENTRY_DELIMITER | SHAPE_EMPTY_ENTRY_NAME);
  return ((found & KIND_MASK) << SHAPE_DATA) | flags;
}
