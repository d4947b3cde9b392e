// Plain lines → records in their partitions, without columns in between: what scan/lines.ts and rows/append.ts do one after the
// other. A usual line becomes a record at once; any other is scanned to columns first, and its record is placed from there
// if it is plainly valid. What is not stays in the columns, for validation to say why. Records of a user must be placed
// in source order, so the kernel stops before a line that may be valid nevertheless.

import {
  ATTRIBUTES_DELIMITERS,
  EVENT_DELIMITERS,
  RECORD_ID_LENGTH,
  RECORD_NAME_LENGTH,
  RECORD_SHAPE,
  RECORD_USER_LENGTH,
  SHAPE_ENTRY_DELIMITER,
  SHAPE_EVENT,
  VALID_ATTRIBUTES,
  VALID_ATTRIBUTES_MASK,
  VALID_EVENT,
  VALID_EVENT_MASK,
} from '../../layout/columns';
import { append } from '../rows/append';
import { heldRecords, limitRecords, mayPlace } from '../rows/partitions';
import { indexLines } from '../scan/index-lines';
import { scanAnyLine } from '../scan/lines';
import { resetFields } from '../scan/mapped-fields';
import {
  dropRecord,
  firstEntry,
  lastRecord,
  lastTimestamp,
  resetRecords,
  scannedRecords,
} from '../scan/record';
import { input, resetTexts, rewindTexts, textsEnd } from '../scan/texts';
import { readUsualLine, usualIsEvent } from '../scan/usual-line';
import { beginWalk, next, walkFrom } from '../scan/walk';
import { appendUsualAttributes, appendUsualEvent } from './append-usual';

let eventMask: u32 = 0;
let attributesMask: u32 = 0;
let maxLine: u32 = 0;

let lines: u32 = 0;
let events: u32 = 0;
let heldBefore: u32 = 0;

/** A record takes at most this, beyond twice its line: an entry of six bytes takes ten. */
const RECORD_SLACK: u32 = 128;

/**
 * Says what lines may be, and where records must end. A record of more than `longest` bytes is not placed. `escaped`: whether
 * delimiters do not matter.
 */
export function beginTaking(escaped: bool, longestLine: u32, arenaEnd: usize, longest: u32): void {
  eventMask = VALID_EVENT_MASK | (escaped ? 0 : EVENT_DELIMITERS);
  attributesMask = VALID_ATTRIBUTES_MASK | (escaped ? 0 : ATTRIBUTES_DELIMITERS);
  maxLine = longestLine;
  limitRecords(arenaEnd, longest);
}

/** The lines that were taken last, blank ones and those in the columns included. */
export function takenLines(): u32 {
  return lines;
}

/** The records that were placed. */
export function takenRecords(): u32 {
  return heldRecords() - heldBefore;
}

/** How many of them are events. */
export function takenEvents(): u32 {
  return events;
}

/**
 * Takes whole lines of valid UTF-8 from `first` to `end`, which end in LF; `texts` is where those that must be unescaped go. Returns
 * the address of the first line that is not taken: `end`, or of one that is to be scanned and validated before others are
 * taken. At most `most` records stay in the columns.
 */
export function takeLines(
  first: usize,
  end: usize,
  texts: usize,
  most: u32,
  records: usize,
  timestamps: usize,
  entries: usize,
  index: usize,
  indexEnd: usize,
): usize {
  resetTexts(first, texts, records);
  resetRecords(records, timestamps, entries);
  resetFields(0);
  lines = 0;
  events = 0;
  heldBefore = heldRecords();
  for (let line = first; line < end; ) {
    const windowEnd = indexLines(line, end, index, indexEnd);
    beginWalk(index, indexEnd);
    while (line < windowEnd) {
      let after = takeUsualLine(line, maxLine);
      if (after == 0) after = takeAnyLine(line, most);
      if (after == 0) return line;
      line = after;
      lines++;
    }
  }
  return end;
}

/** Places the record of a usual line; returns the address of the next line, or 0 if this is another one. */
function takeUsualLine(line: usize, maxLine: u32): usize {
  const position = next;
  const after = readUsualLine(line, maxLine);
  if (after == 0) return 0;
  if (usualIsEvent ? appendUsualEvent() : appendUsualAttributes()) {
    events += u32(usualIsEvent);
    return after;
  }
  walkFrom(position);
  return 0;
}

/** Returns the address of the next line, or 0 if this one cannot be taken. */
function takeAnyLine(line: usize, most: u32): usize {
  const before = scannedRecords();
  if (before == most) return 0;
  const textsBefore = textsEnd;
  const after = scanAnyLine(line, true, 0, true, maxLine);
  // A blank line has no record.
  if (scannedRecords() == before) return after;
  const shape = lastWord(RECORD_SHAPE);
  const valid = isPlainlyValid(shape);
  if (!valid && (shape & attributesMask & SHAPE_ENTRY_DELIMITER) == 0) return after;
  const taken = valid && mayPlace(2 * <u32>(after - line) + RECORD_SLACK);
  if (taken) {
    append(input, lastRecord(), firstEntry, lastTimestamp());
    events += u32((shape & SHAPE_EVENT) != 0);
  }
  dropRecord();
  rewindTexts(textsBefore);
  return taken ? after : 0;
}

/** Whether the record that was scanned last is: as validation sees it at a glance. */
function isPlainlyValid(shape: u32): bool {
  if (lastWord(RECORD_USER_LENGTH) == 0) return false;
  if ((shape & eventMask) == VALID_EVENT)
    return lastWord(RECORD_ID_LENGTH) != 0 && lastWord(RECORD_NAME_LENGTH) != 0;
  return (shape & attributesMask) == VALID_ATTRIBUTES && isFinite(lastTimestamp());
}

function lastWord(word: u32): u32 {
  return load<u32>(lastRecord() + (word << 2));
}
