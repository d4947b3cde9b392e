// A cursor reads the rows of one run, block by block, see run-format.ts. It points into its block: what it shows holds
// until it moves on.
//
// Cursor, at a multiple of 8 bytes:
//   0 next: address of the next tag (u32)    4 end of the block (u32)
//   8 user's prefix (u64)                   16 user (u32)     20 its length (u32)
//  24 name's prefix (u64)                   32 name (u32)     36 its length (u32)
//  40 timestamp (f64)                       48 value or id (u32)     52 its length (u32)
//  56 section (u32)                         60 tag (u32), without INTEGER_TIMESTAMP
//  64 run: its number in source order (u32)

import { compareBehindPrefix, compareBytes, prefix, readVarint, varintEnd } from './bytes';
import {
  INTEGER_TIMESTAMP,
  SECTION_ALONE,
  SECTION_ATTRIBUTES,
  SECTION_EVENTS,
  TAG_ALONE,
  TAG_CLEARED,
  TAG_ID,
  TAG_NAME,
  TAG_USER,
  TAG_UUID,
} from './run-format';
import { compareUsers, userPrefix } from './user-order';

export const CURSOR_BYTES: u32 = 72;

const UUID_BYTES: u32 = 16;

// The users whose rows are read: from `fromUser` up to, but not with, `limitUser`; 0: there is no limit.
let fromUser: usize = 0;
let fromLength: u32 = 0;
let fromPrefix: u64 = 0;
let limitUser: usize = 0;
let limitLength: u32 = 0;
let limitPrefix: u64 = 0;

/** Bounds the users that cursors opened from now on show; a `from` of no bytes and a `before` of 0 do not bound them. */
export function boundUsers(from: usize, length: u32, before: usize, beforeLength: u32): void {
  fromUser = from;
  fromLength = length;
  fromPrefix = length == 0 ? 0 : userPrefix(from, length);
  limitUser = before;
  limitLength = beforeLength;
  limitPrefix = before == 0 ? 0 : userPrefix(before, beforeLength);
}

/** True if the cursor's user comes before those that are read: to be asked where a run is entered. */
export function precedesUsers(cursor: usize): bool {
  if (fromLength == 0) return false;
  const user = load<u64>(cursor, 8);
  if (user != fromPrefix) return user < fromPrefix;
  return compareUsers(load<u32>(cursor, 16), load<u32>(cursor, 20), fromUser, fromLength) < 0;
}

function followsUsers(cursor: usize): bool {
  if (limitUser == 0) return false;
  const user = load<u64>(cursor, 8);
  if (user != limitPrefix) return user > limitPrefix;
  return compareUsers(load<u32>(cursor, 16), load<u32>(cursor, 20), limitUser, limitLength) >= 0;
}

export function openCursor(cursor: usize, run: u32): void {
  memory.fill(cursor, 0, CURSOR_BYTES);
  store<u32>(cursor, run, 64);
}

/** The cursor now reads a block from its start. */
export function openBlock(cursor: usize, block: usize, length: u32): void {
  store<u32>(cursor, <u32>block, 0);
  store<u32>(cursor, <u32>block + length, 4);
}

/** Notes the text at `from` in two fields, address and length. Returns the address behind it. */
function noteText(cursor: usize, field: usize, from: usize): usize {
  const length = <u32>readVarint(from);
  const text = varintEnd;
  store<u32>(cursor + field, text, 0);
  store<u32>(cursor + field, length, 4);
  return text + length;
}

/** Moves to the next row of the block. False at its end, and where the users that are read end. */
export function nextRow(cursor: usize): bool {
  let next = <usize>load<u32>(cursor, 0);
  const end = <usize>load<u32>(cursor, 4);
  while (next < end) {
    const head = load<u8>(next++);
    const tag = head & ~INTEGER_TIMESTAMP;
    store<u32>(cursor, tag, 60);
    if (tag == TAG_USER) {
      next = noteText(cursor, 16, next);
      store<u64>(cursor, userPrefix(load<u32>(cursor, 16), load<u32>(cursor, 20)), 8);
      if (followsUsers(cursor)) return false;
      continue;
    }
    if (tag == TAG_NAME) {
      next = noteName(cursor, next);
      continue;
    }
    if (tag == TAG_ALONE) {
      store<u32>(cursor, SECTION_ALONE, 56);
    } else if (tag == TAG_UUID) {
      store<u32>(cursor, SECTION_EVENTS, 56);
      store<u32>(cursor, next, 48);
      store<u32>(cursor, UUID_BYTES, 52);
      next += UUID_BYTES;
    } else if (tag == TAG_ID) {
      store<u32>(cursor, SECTION_EVENTS, 56);
      next = noteText(cursor, 48, next);
    } else {
      next = noteAttribute(cursor, head, next);
    }
    store<u32>(cursor, next, 0);
    return true;
  }
  return false;
}

function noteName(cursor: usize, from: usize): usize {
  const next = noteText(cursor, 32, from);
  store<u64>(cursor, prefix(load<u32>(cursor, 32), load<u32>(cursor, 36)), 24);
  return next;
}

function noteAttribute(cursor: usize, head: u8, from: usize): usize {
  store<u32>(cursor, SECTION_ATTRIBUTES, 56);
  let next = noteName(cursor, from);
  if (head & INTEGER_TIMESTAMP) {
    store<f64>(cursor, <f64>readVarint(next), 40);
    next = varintEnd;
  } else {
    store<f64>(cursor, load<f64>(next), 40);
    next += 8;
  }
  if ((head & ~INTEGER_TIMESTAMP) == TAG_CLEARED) return next;
  return noteText(cursor, 48, next);
}

/** Orders the rows of two cursors: user, section, name, id. Zero: the same attribute, or the same id. */
export function compareRows(a: usize, b: usize): i32 {
  const aUser = load<u64>(a, 8);
  const bUser = load<u64>(b, 8);
  if (aUser != bUser) return aUser < bUser ? -1 : 1;
  const byUser = compareUsers(load<u32>(a, 16), load<u32>(a, 20), load<u32>(b, 16), load<u32>(b, 20));
  if (byUser != 0) return byUser;
  const section = load<u32>(a, 56);
  const bSection = load<u32>(b, 56);
  if (section != bSection) return section < bSection ? -1 : 1;
  if (section == SECTION_ALONE) return 0;
  const aName = load<u64>(a, 24);
  const bName = load<u64>(b, 24);
  if (aName != bName) return aName < bName ? -1 : 1;
  const byName = compareBehindPrefix(load<u32>(a, 32), load<u32>(a, 36), load<u32>(b, 32), load<u32>(b, 36));
  if (byName != 0 || section == SECTION_ATTRIBUTES) return byName;
  const tag = load<u32>(a, 60);
  if (tag != load<u32>(b, 60)) return tag == TAG_ID ? -1 : 1;
  return compareBytes(load<u32>(a, 48), load<u32>(a, 52), load<u32>(b, 48), load<u32>(b, 52));
}

/** Of two values of the same attribute: true if that of `a` is the later one; of equal times, the later run's. */
export function isLater(a: usize, b: usize): bool {
  const aTime = load<f64>(a, 40);
  const bTime = load<f64>(b, 40);
  if (aTime != bTime) return aTime > bTime;
  return load<u32>(a, 64) > load<u32>(b, 64);
}
