// Records of a mapping with forms (see ../../../mapping/forms.ts): the line itself or the elements of a list in it, each of which
// is an event, attributes or both, and once more attributes where it has some that count once.

import {
  KIND_ARRAY,
  KIND_BLOCKED,
  KIND_STRING,
  RECORD_USER_LENGTH,
  RECORD_USER_OFFSET,
  RECORD_WORDS,
  SHAPE_ATTRIBUTES,
  SHAPE_BLOCKED_TYPE,
  SHAPE_EVENT,
  SHAPE_NOT_AN_OBJECT,
  SHAPE_SAME_LINE,
} from '../../layout/columns';
import {
  TABLE_LINE_ROOT,
  TABLE_LINE_SLOTS,
  TABLE_LINE_SLOTS_END,
  TABLE_LIST,
  TABLE_ONCE,
  TABLE_ROOT,
  TABLE_SLOTS,
  TABLE_SLOTS_END,
  TABLE_TYPE,
  TABLE_USER,
} from '../../layout/field-table';
import { entry, takeEntries } from './data';
import { scanObject } from './fields';
import {
  attributesEnd,
  attributesFirst,
  attributesShape,
  findAttributes,
  findOnce,
  forgetLineAttributes,
  hasAttributes,
} from './formed-data';
import { setElement, setLine } from './ids';
import { CLOSE_BRACKET, COMMA, OPEN_BRACE } from './json-bytes';
import { header, kindsOfType, putEvent, putIgnoredType, putTime, putUser, slotOf } from './mapped-fields';
import { hasMeasures, measureColumns } from './measures';
import { onceTime } from './once';
import { indexSpace, walkLine, walkThrough } from './opened';
import {
  beginRecord,
  clearRecord,
  endRecordOf,
  got,
  hasRecordRoom,
  put,
  putEmptyRecord,
  setTimestamp,
  timestampOf,
} from './record';
import { clearSlots, hasValue, slotKind } from './slot-values';
import { SLOT_END, SLOT_POSITION, SLOT_RARE, SLOT_START, SLOT_TEXT_END } from './slots';
import { overflow, overflowed } from './texts';
import { skipSpace, skipValue } from './values';
import { next, placeOfRare, walkAgain } from './walk';

/** The most records that one object makes: an event, attributes, and those that count once. */
const MOST_RECORDS: u32 = 3;

/** As scanMapped. */
export function scanFormed(at: usize): usize {
  beginRecord();
  const root = header(TABLE_LINE_ROOT);
  if (root == 0) return scanRecord(at - 1, 1);
  clearSlots(header(TABLE_LINE_SLOTS), header(TABLE_LINE_SLOTS_END));
  return scanObject(at - 1, root, 1);
}

function scanRecord(object: usize, level: u32): usize {
  clearSlots(header(TABLE_SLOTS), header(TABLE_SLOTS_END));
  return scanObject(object, header(TABLE_ROOT), level);
}

/** As putMapped. */
export function putFormed(line: usize, length: u32): void {
  setLine(line);
  if (header(TABLE_LINE_ROOT) == 0) putRecord(line, length);
  else putList(line, length);
}

/** The records of a line that are the elements of a list. */
function putList(line: usize, length: u32): void {
  const list = <usize>header(TABLE_LIST);
  forgetLineAttributes();
  if (!hasValue(list)) {
    putNoRecord(slotKind(list) == KIND_BLOCKED ? SHAPE_NOT_AN_OBJECT : 0, line, length);
    return;
  }
  const inText = load<u32>(list, SLOT_TEXT_END) != 0;
  if (slotKind(list) != KIND_ARRAY) {
    const quote = u32(slotKind(list) == KIND_STRING);
    const start = load<u32>(list, SLOT_START) - quote;
    // What is in a text has no place of its own in the source.
    if (isInLine(start, line, length))
      putNoRecord(SHAPE_NOT_AN_OBJECT, start, load<u32>(list, SLOT_END) + quote - start);
    else putNoRecord(SHAPE_NOT_AN_OBJECT, line, length);
    return;
  }
  const position = next;
  const rare = placeOfRare();
  const space = indexSpace;
  const from = <usize>load<u32>(list, SLOT_START);
  if (!inText) walkAgain(load<u32>(list, SLOT_POSITION), load<u32>(list, SLOT_RARE));
  else if (!walkThrough(from, load<u32>(list, SLOT_TEXT_END))) return;
  putElements(from, line, length, inText);
  walkLine(space);
  walkAgain(position, rare);
}

function isInLine(at: usize, line: usize, length: u32): bool {
  return at >= line && at < line + length;
}

/** The elements of the list that begins at `list`. Those in a text have the place of the line. */
function putElements(list: usize, line: usize, length: u32, inText: bool): void {
  let at = skipSpace(list + 1);
  if (load<u8>(at) == CLOSE_BRACKET) {
    putNoRecord(0, line, length);
    return;
  }
  for (let index: i64 = 0; ; index++) {
    const isObject = load<u8>(at) == OPEN_BRACE;
    if (!hasRoom()) return;
    if (isObject) beginRecord();
    const end = isObject ? scanRecord(at, 2) : skipValue(at, 2);
    if (overflowed) return;
    const start = inText ? line : at;
    const bytes = inText ? length : <u32>(end - at);
    setElement(index);
    if (isObject) putRecord(start, bytes);
    else putNoRecord(SHAPE_NOT_AN_OBJECT, start, bytes);
    at = skipSpace(end);
    if (load<u8>(at) != COMMA) return;
    at = skipSpace(at + 1);
  }
}

/** Whether there is room for the records of one more object. */
export function hasRoom(): bool {
  if (hasRecordRoom(MOST_RECORDS)) return true;
  overflow();
  return false;
}

/** A line or an element that is no record; `shape` says why. */
function putNoRecord(shape: u32, line: usize, length: u32): void {
  if (hasRoom()) putEmptyRecord(shape, line, length);
}

/** The records of the object whose slots were found last. */
function putRecord(line: usize, length: u32): void {
  if (!hasRoom() || (hasMeasures && !takeEntries(measureColumns()))) return;
  const type = slotOf(TABLE_TYPE);
  const user = putUser(slotOf(TABLE_USER));
  if (slotKind(type) == KIND_BLOCKED) {
    endRecordOf(user | SHAPE_BLOCKED_TYPE, line, length, entry, entry);
    return;
  }
  const kinds = kindsOfType(type);
  const offset = got(RECORD_USER_OFFSET);
  const userLength = got(RECORD_USER_LENGTH);
  const mayHave = (kinds & SHAPE_ATTRIBUTES) != 0;
  if (mayHave && !findAttributes()) return;
  let more: u32 = 0;
  if (kinds == 0) {
    putIgnoredType(type);
    endRecordOf(user, line, length, entry, entry);
  } else if ((kinds & SHAPE_EVENT) != 0) {
    const first = entry;
    const shape = user | putEvent();
    endRecordOf(shape, line, length, first, entry);
    more = SHAPE_SAME_LINE;
  }
  if (!mayHave) return;
  if (more == 0 || hasAttributes) {
    beginAttributes(more, offset, userLength);
    const shape = user | more | SHAPE_ATTRIBUTES | putTime() | attributesShape;
    endRecordOf(shape, line, length, attributesFirst, attributesEnd);
  }
  if (!findOnce(slotOf(TABLE_ONCE))) return;
  beginAttributes(SHAPE_SAME_LINE, offset, userLength);
  const shape = user | SHAPE_SAME_LINE | SHAPE_ATTRIBUTES | putTime() | attributesShape;
  setTimestamp(onceTime(timestampOf()));
  endRecordOf(shape, line, length, attributesFirst, attributesEnd);
}

/** Begins a record of attributes: a new one, unless it is the first of its object. */
function beginAttributes(sameLine: u32, offset: u32, length: u32): void {
  if (sameLine == 0) return;
  clearRecord();
  put(RECORD_USER_OFFSET, offset);
  put(RECORD_USER_LENGTH, length);
}
