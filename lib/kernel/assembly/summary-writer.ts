// Writes the rows of a SummaryBatch, see ../layout/summary.ts. The ids of an event may come in several parts: its count is
// added to in place.

import {
  SUMMARY_ATTRIBUTE,
  SUMMARY_CONTINUED,
  SUMMARY_COUNT_BYTES,
  SUMMARY_EVENT,
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

/** `lastUserBuffer` must hold any user id. */
export function resetSummaries(lastUserBuffer: usize): void {
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
  store<u8>(next++, continued ? SUMMARY_CONTINUED : SUMMARY_USER);
  if (!continued) begun++;
  user = writeText(text, length);
  userLength = length;
  name = 0;
  return true;
}

export function writeSummaryAttribute(nameText: usize, length: u32, value: usize, valueLength: u32): void {
  store<u8>(next++, SUMMARY_ATTRIBUTE);
  writeText(nameText, length);
  writeText(value, valueLength);
}

/** Writes an event and the number of its ids. */
export function writeSummaryEvent(nameText: usize, length: u32, ids: u64): void {
  store<u8>(next++, SUMMARY_EVENT);
  count = next;
  store<u64>(next, ids);
  next += SUMMARY_COUNT_BYTES;
  name = writeText(nameText, length);
  nameLength = length;
}

/** Adds ids to the event written last. False if that is another one, or of another user. */
export function addSummaryIds(nameText: usize, length: u32, ids: u64): bool {
  if (name == 0 || nameLength != length || !equalBytes(name, nameText, length)) return false;
  store<u64>(count, load<u64>(count) + ids);
  return true;
}
