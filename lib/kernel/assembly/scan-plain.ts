// The members of a plain record's object → its record, each field as it is met: the names are few and known, so this is
// faster than a field table (scan-mapped.ts) by a seventh. Of a name given twice the last one counts.

import {
  KIND_MASK,
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
  SHAPE_DATA,
  SHAPE_EMPTY_ENTRY_NAME,
  SHAPE_ENTRY_DELIMITER,
  SHAPE_EVENT,
  SHAPE_ID,
  SHAPE_NAME,
  SHAPE_NAME_DELIMITER,
  SHAPE_TIMESTAMP,
  SHAPE_USER,
  SHAPE_USER_DELIMITER,
} from '../layout/columns';
import { equalBytes } from './bytes';
import {
  firstMember,
  kindAt,
  membersEnd,
  nameEnd,
  nameStart,
  nextMember,
  QUOTE,
  scanName,
  scanString,
  skipValue,
  stringDelimited,
  stringEscaped,
} from './json';
import { numberValue } from './number';
import { entryFlags, scanData, setEntry } from './scan-data';
import { beginRecord, endRecord, lineEntries, put, setTimestamp } from './scan-record';
import { input, peekText, readName, readText, textLength, textStart } from './scan-text';

let shape: u32 = 0;

/** From behind the opening brace; returns the address behind the object, or 0 where it is malformed. */
export function scanPlain(at: usize): usize {
  beginRecord();
  shape = 0;
  for (let member = firstMember(at); member != 0; ) {
    const value = scanName(member);
    if (value == 0) return 0;
    let name = nameStart;
    let length = <u32>(nameEnd - nameStart);
    if (stringEscaped) {
      readName();
      name = input + textStart;
      length = textLength;
    }
    member = nextMember(scanField(name, length, value));
  }
  return membersEnd;
}

/** The record of the line whose object was scanned last. */
export function putPlain(line: usize, length: u32): void {
  if ((shape & SHAPE_ATTRIBUTES) == 0) {
    setEntry(lineEntries);
    shape &= ~(SHAPE_ENTRY_DELIMITER | SHAPE_EMPTY_ENTRY_NAME);
  }
  endRecord(shape, line, length);
}

function scanField(name: usize, length: u32, value: usize): usize {
  if (length == 4) {
    const word = load<u32>(name);
    if (word == 0x61746164) return scanDataField(value); // data
    if (word == 0x65707974) return scanType(value); // type
    if (word == 0x656d616e) {
      return scanText(value, SHAPE_NAME, RECORD_NAME_OFFSET, RECORD_NAME_LENGTH, SHAPE_NAME_DELIMITER); // name
    }
  } else if (length == 2) {
    if (load<u16>(name) == 0x6469) return scanText(value, SHAPE_ID, RECORD_ID_OFFSET, RECORD_ID_LENGTH, 0); // id
  } else if (length == 7) {
    if ((load<u64>(name) & 0x00ffffffffffffff) == 0x0064695f72657375 /* user_id */) {
      return scanText(value, SHAPE_USER, RECORD_USER_OFFSET, RECORD_USER_LENGTH, SHAPE_USER_DELIMITER);
    }
  } else if (length == 9) {
    if (load<u64>(name) == 0x6d617473656d6974 && load<u8>(name + 8) == 0x70) return scanTimestamp(value); // timestamp
  }
  return skipValue(value, 2);
}

function setKind(field: u32, kind: u32): void {
  shape = (shape & ~(KIND_MASK << field)) | (kind << field);
}

/** A field that is a text, or a number whose source text counts. */
function scanText(value: usize, field: u32, offsetWord: u32, lengthWord: u32, delimiterFlag: u32): usize {
  const kind = kindAt(value);
  setKind(field, kind);
  shape &= ~delimiterFlag;
  if (kind == KIND_STRING) {
    const end = scanString(value + 1);
    if (end == 0) return 0;
    if (readText(value + 1, end, stringEscaped, stringDelimited)) shape |= delimiterFlag;
    put(offsetWord, textStart);
    put(lengthWord, textLength);
    return end + 1;
  }
  const end = skipValue(value, 2);
  put(offsetWord, <u32>(value - input));
  put(lengthWord, kind == KIND_NUMBER && end != 0 ? <u32>(end - value) : 0);
  return end;
}

function scanType(value: usize): usize {
  shape &= ~(SHAPE_EVENT | SHAPE_ATTRIBUTES);
  if (load<u8>(value) != QUOTE) return skipValue(value, 2);
  const end = scanString(value + 1);
  if (end == 0) return 0;
  peekText(value + 1, end, stringEscaped);
  const text = input + textStart;
  if (textLength == 5 && equalBytes(text, EVENT, 5)) shape |= SHAPE_EVENT;
  else if (textLength == 10 && equalBytes(text, ATTRIBUTES, 10)) shape |= SHAPE_ATTRIBUTES;
  return end + 1;
}

const EVENT = memory.data<u8>([0x65, 0x76, 0x65, 0x6e, 0x74]);
const ATTRIBUTES = memory.data<u8>([0x61, 0x74, 0x74, 0x72, 0x69, 0x62, 0x75, 0x74, 0x65, 0x73]);

function scanTimestamp(value: usize): usize {
  const kind = kindAt(value);
  setKind(SHAPE_TIMESTAMP, kind);
  const end = skipValue(value, 2);
  setTimestamp(kind == KIND_NUMBER && end != 0 ? numberValue(value, end) : NaN);
  return end;
}

/** The level that a value of `data` has: the line's object is the first, `data` the second. */
const VALUE_LEVEL: u32 = 3;

/** Of `data` given twice the last one counts: its entries replace those of the one before. */
function scanDataField(value: usize): usize {
  const kind = kindAt(value);
  setKind(SHAPE_DATA, kind);
  setEntry(lineEntries);
  shape &= ~(SHAPE_ENTRY_DELIMITER | SHAPE_EMPTY_ENTRY_NAME);
  if (kind != KIND_OBJECT) return skipValue(value, 2);
  const end = scanData(value + 1, VALUE_LEVEL);
  shape |= entryFlags;
  return end;
}
