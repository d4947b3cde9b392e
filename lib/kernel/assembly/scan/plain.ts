// The members of a plain record's object → its record, each field as it is met: the names are few and known, so this is
// faster than a field table (mapped.ts). Of a name given twice the last one counts.
//
// Names and texts without escapes and without space around them, as nearly every line has them, are tried first and read
// here. Everything else is read by functions that take any JSON, and continue from the same place in the index.

import {
  KIND_MASK,
  KIND_NUMBER,
  KIND_OBJECT,
  KIND_STRING,
  RECORD_ID_OFFSET,
  RECORD_NAME_OFFSET,
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
} from '../../layout/columns';
import { POSITION_BYTES } from '../../layout/line-index';
import { equalBytes } from '../bytes';
import { entryFlags, scanData, setEntry } from './data';
import { CLOSE_BRACE, NAME_END, NEXT_NAME, QUOTE, SPACE } from './json-bytes';
import { beginRecord, endRecord, lineEntries, put, setTimestamp } from './record';
import { input, peekText, readName, readText, textLength, textStart } from './texts';
import { scanTime } from './times';
import { firstMember, kindAt, membersEnd, nameEnd, nextMember, scanName, skipValue } from './values';
import { next, rare, STRING_BYTES, scanString, stringDelimited, stringEscaped, walkFrom } from './walk';

let shape: u32 = 0;

/** Begins after the opening brace; returns the address after the object, or 0 where it is malformed. */
export function scanPlain(at: usize): usize {
  beginRecord();
  shape = 0;
  let position = next;
  let member = load<u8>(at) == QUOTE ? at : firstMember(at);
  while (member != 0) {
    if (load<u8>(member) != QUOTE) return 0;
    let name = member + 1;
    const close = <usize>load<u32>(position, POSITION_BYTES);
    let length = <u32>(close - name);
    let value: usize = close + 2;
    if (load<u16>(close) == NAME_END && rare > close && load<u8>(value) > SPACE) {
      position += STRING_BYTES;
    } else {
      walkFrom(position);
      value = scanName(member);
      if (value == 0) return 0;
      position = next;
      if (stringEscaped) {
        readName();
        name = input + textStart;
        length = textLength;
      } else {
        length = <u32>(nameEnd - name);
      }
    }
    const field = fieldOf(name, length);
    let end: usize = 0;
    if (field <= LAST_TEXT_FIELD) {
      const textClose = <usize>load<u32>(position, POSITION_BYTES);
      if (load<u8>(value) == QUOTE && load<u8>(textClose) == QUOTE && rare > textClose) {
        position += STRING_BYTES;
        putText(field, KIND_STRING, <u32>(value + 1 - input), <u32>(textClose - value - 1));
        end = textClose + 1;
      } else {
        walkFrom(position);
        end = scanOddText(value, field);
        position = next;
      }
    } else if (field == SHAPE_TYPE) {
      const typeEnd = scanUsualType(value);
      if (typeEnd != 0) {
        position += STRING_BYTES;
        end = typeEnd;
      } else {
        walkFrom(position);
        end = scanOddType(value);
        position = next;
      }
    } else {
      walkFrom(position);
      end = scanOther(value, field);
      position = next;
    }
    if (end == 0) return 0;
    const follows = load<u16>(end);
    if (follows == NEXT_NAME) {
      member = end + 1;
      continue;
    }
    walkFrom(position);
    if (<u8>follows == CLOSE_BRACE) return end + 1;
    member = nextMember(end);
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

// The fields by their bits in the shape, the texts first; and what has none there.
const LAST_TEXT_FIELD: u32 = SHAPE_NAME;
const SHAPE_TYPE: u32 = 30;
const UNKNOWN: u32 = 31;

function fieldOf(name: usize, length: u32): u32 {
  if (length == 4) {
    const word = load<u32>(name);
    if (word == 0x61746164) return SHAPE_DATA; // data
    if (word == 0x65707974) return SHAPE_TYPE; // type
    if (word == 0x656d616e) return SHAPE_NAME; // name
  } else if (length == 2) {
    if (load<u16>(name) == 0x6469) return SHAPE_ID; // id
  } else if (length == 7) {
    if ((load<u64>(name) & 0x00ffffffffffffff) == 0x0064695f72657375) return SHAPE_USER; // user_id
  } else if (length == 9) {
    // timestamp
    if (load<u64>(name) == 0x6d617473656d6974 && load<u8>(name + 8) == 0x70) return SHAPE_TIMESTAMP;
  }
  return UNKNOWN;
}

function setKind(field: u32, kind: u32): void {
  shape = (shape & ~(KIND_MASK << field)) | (kind << field);
}

/** The first of a text field's two words, and its flag for delimiters, if it has one. */
function wordOf(field: u32): u32 {
  return field == SHAPE_USER ? RECORD_USER_OFFSET : field == SHAPE_ID ? RECORD_ID_OFFSET : RECORD_NAME_OFFSET;
}

function delimiterFlagOf(field: u32): u32 {
  return field == SHAPE_USER ? SHAPE_USER_DELIMITER : field == SHAPE_NAME ? SHAPE_NAME_DELIMITER : 0;
}

function putText(field: u32, kind: u32, offset: u32, length: u32): void {
  shape = (shape & ~((KIND_MASK << field) | delimiterFlagOf(field))) | (kind << field);
  const word = wordOf(field);
  put(word, offset);
  put(word + 1, length);
}

/** A field that is a text, or a number whose source text counts, if it is not a string without escapes. */
function scanOddText(value: usize, field: u32): usize {
  const kind = kindAt(value);
  if (kind == KIND_STRING) {
    const end = scanString();
    if (end == 0) return 0;
    const delimited = readText(value + 1, end, stringEscaped, stringDelimited);
    putText(field, kind, textStart, textLength);
    if (delimited) shape |= delimiterFlagOf(field);
    return end + 1;
  }
  const end = skipValue(value, 2);
  putText(field, kind, <u32>(value - input), kind == KIND_NUMBER && end != 0 ? <u32>(end - value) : 0);
  return end;
}

/** Of the text of `type`, read as one integer. */
const TYPE_WORD_BYTES: usize = 8;

/** The usual texts of `type`; returns 0, and has read nothing, if it is another text. */
function scanUsualType(value: usize): usize {
  const word = load<u64>(value);
  if ((word & 0x00ffffffffffffff) == 0x0022746e65766522 /* "event" */) {
    shape = (shape & ~SHAPE_ATTRIBUTES) | SHAPE_EVENT;
    return value + 7;
  }
  if (
    word == 0x7562697274746122 /* "attribu */ &&
    load<u32>(value, TYPE_WORD_BYTES) == 0x22736574 /* tes" */
  ) {
    shape = (shape & ~SHAPE_EVENT) | SHAPE_ATTRIBUTES;
    return value + 12;
  }
  return 0;
}

function scanOddType(value: usize): usize {
  shape &= ~(SHAPE_EVENT | SHAPE_ATTRIBUTES);
  if (load<u8>(value) != QUOTE) return skipValue(value, 2);
  const end = scanString();
  if (end == 0) return 0;
  peekText(value + 1, end, stringEscaped);
  const text = input + textStart;
  if (textLength == 5 && equalBytes(text, EVENT, 5)) shape |= SHAPE_EVENT;
  else if (textLength == 10 && equalBytes(text, ATTRIBUTES, 10)) shape |= SHAPE_ATTRIBUTES;
  return end + 1;
}

const EVENT = memory.data<u8>([0x65, 0x76, 0x65, 0x6e, 0x74]);
const ATTRIBUTES = memory.data<u8>([0x61, 0x74, 0x74, 0x72, 0x69, 0x62, 0x75, 0x74, 0x65, 0x73]);

function scanOther(value: usize, field: u32): usize {
  if (field == SHAPE_DATA) return scanDataField(value);
  return field == SHAPE_TIMESTAMP ? scanTimestamp(value) : skipValue(value, 2);
}

function scanTimestamp(value: usize): usize {
  const kind = kindAt(value);
  setKind(SHAPE_TIMESTAMP, kind);
  if (kind == KIND_NUMBER) return scanTime(value);
  setTimestamp(NaN);
  return skipValue(value, 2);
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
