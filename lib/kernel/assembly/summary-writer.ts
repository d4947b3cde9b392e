// Writes the rows of a SummaryBatch, see ../layout/summary.ts. The ids of an event may come in several parts: its count is
// added to in place.

import {
  SUMMARY_CONTINUED,
  SUMMARY_COUNT_BYTES,
  SUMMARY_EVENT,
  SUMMARY_MEASURED_USER,
  SUMMARY_USER,
} from '../layout/summary';
import { copyBytes, copyLoosely, equalBytes, writeVarint } from './bytes';

/** The most bytes that a row takes in addition to its texts: tags, lengths, a count, and what a copy writes past its end. */
export const SUMMARY_OVERHEAD: u32 = 64;

let output: usize = 0;
let next: usize = 0;
let target: usize = 0;
/** The user and the event written last, at their places in this output; 0 if there is none. */
let user: usize = 0;
let userLength: u32 = 0;
let name: usize = 0;
let nameLength: u32 = 0;
/** The address of that event's count. */
let count: usize = 0;
/** A copy of the last output's last user, to find out whether the next output continues it. */
let lastUser: usize = 0;
let lastUserLength: u32 = 0;
let begun: u32 = 0;
/** What the name written last is: SUMMARY_EVENT or SUMMARY_COUNT. */
let nameTag: u8 = <u8>SUMMARY_EVENT;
let userTag: u8 = <u8>SUMMARY_USER;

/** `lastUserBuffer` must hold any user id; `measured` says whether users have measures. */
export function resetSummaries(lastUserBuffer: usize, measured: bool): void {
  userTag = measured ? <u8>SUMMARY_MEASURED_USER : <u8>SUMMARY_USER;
  lastUser = lastUserBuffer;
  lastUserLength = 0;
  user = 0;
}

export function beginSummaries(buffer: usize, targetBytes: u32): void {
  if (user != 0) {
    copyBytes(lastUser, user, userLength);
    lastUserLength = userLength;
  }
  output = buffer;
  next = buffer;
  target = buffer + targetBytes;
  user = 0;
  name = 0;
  begun = 0;
}

export function summaryBytes(): u32 {
  return <u32>(next - output);
}

/** Users that begin in this output. */
export function summaryUsers(): u32 {
  return begun;
}

function writeText(text: usize, length: u32): usize {
  next = writeVarint(next, length);
  const start = next;
  copyLoosely(start, text, length);
  next += length;
  return start;
}

/** Whether this is the user whose rows are being written. */
export function isSummaryUser(text: usize, length: u32): bool {
  return user != 0 && userLength == length && equalBytes(user, text, length);
}

/**
 * False if the output should end before a row whose texts have `textBytes` bytes; else writes the row's user, unless it is
 * that of the row before: `goesOn` says whether the caller continues that user.
 */
export function beginSummaryRow(text: usize, length: u32, textBytes: u32, goesOn: bool): bool {
  if (user != 0 && goesOn) return next + textBytes + SUMMARY_OVERHEAD <= target;
  if (next != output && next + textBytes + length + SUMMARY_OVERHEAD > target) return false;
  const continued = next == output && lastUserLength == length && equalBytes(lastUser, text, length);
  store<u8>(next++, continued ? <u8>SUMMARY_CONTINUED : userTag);
  if (!continued) begun++;
  user = writeText(text, length);
  userLength = length;
  name = 0;
  return true;
}

/** A row of a name and a value. */
export function writeSummaryText(
  tag: u8,
  nameText: usize,
  length: u32,
  value: usize,
  valueLength: u32,
): void {
  store<u8>(next++, tag);
  writeText(nameText, length);
  writeText(value, valueLength);
}

/** Writes an event and the number of its ids, or a measure and the number of its values. */
export function writeSummaryCount(tag: u8, nameText: usize, length: u32, number: u64): void {
  store<u8>(next++, tag);
  count = next;
  store<u64>(next, number);
  next += SUMMARY_COUNT_BYTES;
  name = writeText(nameText, length);
  nameLength = length;
  nameTag = tag;
}

/** Adds to the number written last. False if that is of another name, or of another user. */
export function addSummaryCount(tag: u8, nameText: usize, length: u32, number: u64): bool {
  if (name == 0 || nameTag != tag || nameLength != length || !equalBytes(name, nameText, length))
    return false;
  store<u64>(count, load<u64>(count) + number);
  return true;
}
