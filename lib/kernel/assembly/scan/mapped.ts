// Mapped records: the values at the slots of a field table (see ../../layout/field-table.ts) → which kinds of activity the line is,
// and of its fields those that such kinds have. A line that is an event and attributes makes two records, the event's
// first.

import {
  KIND_BLOCKED,
  KIND_MASK,
  KIND_OBJECT,
  RECORD_USER_LENGTH,
  RECORD_USER_OFFSET,
  SHAPE_ATTRIBUTES,
  SHAPE_BLOCKED_TYPE,
  SHAPE_DATA,
  SHAPE_EMPTY_ENTRY_NAME,
  SHAPE_ENTRY_DELIMITER,
  SHAPE_EVENT,
  SHAPE_SAME_LINE,
} from '../../layout/columns';
import {
  TABLE_DATA,
  TABLE_PLAIN,
  TABLE_ROOT,
  TABLE_SLOTS,
  TABLE_SLOTS_END,
  TABLE_TYPE,
  TABLE_USER,
} from '../../layout/field-table';
import { entry, setEntry } from './data';
import { scanFields } from './fields';
import { putFormed, scanFormed } from './formed';
import {
  hasForms,
  header,
  kindsOfType,
  putEvent,
  putIgnoredType,
  putTime,
  putUser,
  slotOf,
} from './mapped-fields';
import { beginRecord, clearRecord, endRecord, endRecordOf, got, lineEntries, put } from './record';
import { chosenSlot, clearSlots, hasValue, slotKind } from './slot-values';
import { SLOT_ENTRIES, SLOT_ENTRIES_END, SLOT_KIND } from './slots';

const BOTH: u32 = SHAPE_EVENT | SHAPE_ATTRIBUTES;

/** Begins after the opening brace; returns the address after the object, or 0 where it is malformed. */
export function scanMapped(at: usize): usize {
  if (hasForms) return scanFormed(at);
  beginRecord();
  clearSlots(header(TABLE_SLOTS), header(TABLE_SLOTS_END));
  return scanFields(at, header(TABLE_ROOT), 1);
}

/** The records of the line whose object was scanned last. */
export function putMapped(line: usize, length: u32): void {
  if (hasForms) {
    putFormed(line, length);
    return;
  }
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
    shape |= SHAPE_ATTRIBUTES | putTime() | putData(data);
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
  const attributes = SHAPE_SAME_LINE | SHAPE_ATTRIBUTES | putTime() | dataShape;
  endRecordOf(user | attributes, line, length, lineEntries, dataEnd);
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
