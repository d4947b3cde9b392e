// Lines of strict JSON → the columns of an ActivityBatch (see ../columns.ts), exactly as SEMANTICS.md reads a line:
// steps 1 to 3 are noted as faults here, the rest is left to who validates.
//
// Memory: lines | texts (as many bytes as lines at most) | records | timestamps | entries (a member takes 5 bytes of
// its line at least). The lines end in LF.
//
// `data` may stand before `type`, so its entries are always collected, and dropped where the line is no attributes line.

import {
  ENTRY_WORDS,
  KIND_ARRAY,
  KIND_BOOLEAN,
  KIND_MASK,
  KIND_NULL,
  KIND_NUMBER,
  KIND_OBJECT,
  KIND_STRING,
  RECORD_ENTRIES,
  RECORD_FIRST_ENTRY,
  RECORD_ID_LENGTH,
  RECORD_ID_OFFSET,
  RECORD_LINE_LENGTH,
  RECORD_LINE_OFFSET,
  RECORD_NAME_LENGTH,
  RECORD_NAME_OFFSET,
  RECORD_SHAPE,
  RECORD_USER_LENGTH,
  RECORD_USER_OFFSET,
  RECORD_WORDS,
  SHAPE_ATTRIBUTES,
  SHAPE_DATA,
  SHAPE_EMPTY_ENTRY_NAME,
  SHAPE_ENTRY_DELIMITER,
  SHAPE_EVENT,
  SHAPE_ID,
  SHAPE_INVALID_UTF8,
  SHAPE_MALFORMED,
  SHAPE_NAME,
  SHAPE_NAME_DELIMITER,
  SHAPE_NOT_AN_OBJECT,
  SHAPE_TIMESTAMP,
  SHAPE_TOO_LONG,
  SHAPE_USER,
  SHAPE_USER_DELIMITER,
} from '../columns';
import { equalBytes } from './bytes';
import { isUtf8 } from './host';
import {
  CARRIAGE_RETURN,
  firstMember,
  LINE_FEED,
  membersEnd,
  nameEnd,
  nameStart,
  nextMember,
  OPEN_BRACE,
  QUOTE,
  scanName,
  scanString,
  skipSpace,
  skipValue,
  stringDelimited,
  stringEscaped,
} from './json';
import { numberValue } from './number';
import { entry, entryFlags, scanData, setEntry } from './scan-data';
import { input, readText, resetTexts, rewindTexts, textLength, textStart, textsEnd } from './scan-text';

let record: usize = 0;
let timestamp: usize = 0;
let firstRecord: usize = 0;
let firstEntry: usize = 0;
let lineEntries: usize = 0;
let shape: u32 = 0;

export function scannedRecords(): u32 {
  return <u32>(record - firstRecord) / (RECORD_WORDS << 2);
}

export function scannedEntries(): u32 {
  return <u32>(entry - firstEntry) / (ENTRY_WORDS << 2);
}

/** The address behind the last text. */
export function scannedEnd(): usize {
  return textsEnd;
}

/** How many lines there are: at most as many records. */
export function countLines(from: usize, end: usize): u32 {
  const feed = i8x16.splat(<i8>LINE_FEED);
  let lines: u32 = 0;
  for (; from + 16 <= end; from += 16) lines += popcnt(i8x16.bitmask(i8x16.eq(v128.load(from), feed)));
  for (; from < end; from++) lines += u32(load<u8>(from) == LINE_FEED);
  return lines;
}

/**
 * Scans the lines from `lines` to `end`, of a batch that begins at `first`. `added` is true if the last LF is not the
 * source's, `valid` if all bytes are known to be UTF-8.
 */
export function scanLines(
  first: usize,
  lines: usize,
  end: usize,
  added: bool,
  valid: bool,
  maxLine: u32,
  records: usize,
  timestamps: usize,
  entries: usize,
): void {
  resetTexts(first, end);
  record = firstRecord = records;
  timestamp = timestamps;
  firstEntry = entries;
  setEntry(entries);
  for (let line = lines; line < end; ) {
    const start = skipSpace(line);
    if (load<u8>(start) == LINE_FEED) {
      line = start + 1;
      continue;
    }
    beginRecord();
    const texts = textsEnd;
    let feed: usize = scanValue(start);
    let fault: u32 = 0;
    if (feed == 0) {
      feed = findLineFeed(line);
      fault = SHAPE_MALFORMED;
    } else if (load<u8>(start) != OPEN_BRACE) {
      fault = SHAPE_NOT_AN_OBJECT;
    }
    const returned = load<u8>(feed - 1) == CARRIAGE_RETURN && !(added && feed + 1 == end);
    const length = <u32>(feed - line) - u32(returned);
    if (!valid && !isUtf8(line, length)) fault = SHAPE_INVALID_UTF8;
    if (length > maxLine) fault = SHAPE_TOO_LONG;
    if (fault != 0) {
      clearRecord();
      shape = fault;
      if (fault == SHAPE_TOO_LONG) store<f64>(timestamp, <f64>length);
      rewindTexts(texts);
    }
    endRecord(line, length);
    line = feed + 1;
  }
}

function findLineFeed(at: usize): usize {
  const feed = i8x16.splat(<i8>LINE_FEED);
  let found = i8x16.bitmask(i8x16.eq(v128.load(at), feed));
  while (found == 0) {
    at += 16;
    found = i8x16.bitmask(i8x16.eq(v128.load(at), feed));
  }
  return at + ctz(found);
}

/** The line's value; returns the address of the line's LF. */
function scanValue(at: usize): usize {
  const end = load<u8>(at) == OPEN_BRACE ? scanFields(at + 1) : skipValue(at, 1);
  if (end == 0) return 0;
  const feed = skipSpace(end);
  return load<u8>(feed) == LINE_FEED ? feed : 0;
}

function beginRecord(): void {
  lineEntries = entry;
  clearRecord();
}

function clearRecord(): void {
  memory.fill(record, 0, RECORD_WORDS << 2);
  store<f64>(timestamp, NaN);
  setEntry(lineEntries);
  shape = 0;
}

function endRecord(line: usize, length: u32): void {
  if ((shape & SHAPE_ATTRIBUTES) == 0) {
    setEntry(lineEntries);
    shape &= ~(SHAPE_ENTRY_DELIMITER | SHAPE_EMPTY_ENTRY_NAME);
  }
  put(RECORD_SHAPE, shape);
  put(RECORD_LINE_OFFSET, <u32>(line - input));
  put(RECORD_LINE_LENGTH, length);
  put(RECORD_FIRST_ENTRY, <u32>(lineEntries - firstEntry) / (ENTRY_WORDS << 2));
  put(RECORD_ENTRIES, <u32>(entry - lineEntries) / (ENTRY_WORDS << 2));
  record += RECORD_WORDS << 2;
  timestamp += 8;
}

function put(word: u32, value: u32): void {
  store<u32>(record + (word << 2), value);
}

/** The members of the line's object, from behind its opening brace. */
function scanFields(at: usize): usize {
  for (let member = firstMember(at); member != 0; ) {
    const value = scanName(member);
    if (value == 0) return 0;
    let name = nameStart;
    let length = <u32>(nameEnd - nameStart);
    if (stringEscaped) {
      const texts = textsEnd;
      readText(nameStart, nameEnd, true, false);
      rewindTexts(texts);
      name = input + textStart;
      length = textLength;
    }
    member = nextMember(scanField(name, length, value));
  }
  return membersEnd;
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

function kindAt(at: usize): u32 {
  const byte = load<u8>(at);
  if (byte == QUOTE) return KIND_STRING;
  if (byte == OPEN_BRACE) return KIND_OBJECT;
  if (byte == 0x5b) return KIND_ARRAY; // [
  if (byte == 0x6e) return KIND_NULL; // n
  return byte == 0x74 || byte == 0x66 ? KIND_BOOLEAN : KIND_NUMBER; // t f
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
  const texts = textsEnd;
  readText(value + 1, end, stringEscaped, false);
  rewindTexts(texts);
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
  store<f64>(timestamp, kind == KIND_NUMBER && end != 0 ? numberValue(value, end) : NaN);
  return end;
}

/** Of `data` given twice the last one counts: its entries replace those of the one before. */
function scanDataField(value: usize): usize {
  const kind = kindAt(value);
  setKind(SHAPE_DATA, kind);
  setEntry(lineEntries);
  shape &= ~(SHAPE_ENTRY_DELIMITER | SHAPE_EMPTY_ENTRY_NAME);
  if (kind != KIND_OBJECT) return skipValue(value, 2);
  const end = scanData(value + 1);
  shape |= entryFlags;
  return end;
}
