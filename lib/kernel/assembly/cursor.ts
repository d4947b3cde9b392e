// A cursor reads the rows of one run, block by block, see run-format.ts. It points into its block, where it puts together
// again what users and names share: what it shows holds until it moves on, the names of a block until the next one.
//
// Cursor, at a multiple of 8 bytes:
//   0 next: address of the next row (u32)    4 end of the block (u32)
//   8 user's prefix (u64)                   16 user (u32)     20 its length (u32)
//  24 name's prefix (u64)                   32 name (u32)     36 its length (u32)
//  40 timestamp (f64)                       48 value or id (u32), 0: cleared     52 its length (u32)
//  56 kind of row (u32)                     60 run: its number in source order (u32)
//  64 last timestamp that is whole (i64)    72 names (u32)    76 how many (u32)
//  80 prefix of the last new name of each slot (u64 each, NAME_SLOTS)
// Its names, in order of number: 0 address (u32)    4 length (u32)
// A name that stands far behind in the block costs a cache miss, whatever is kept of it besides: so nothing is.

import { compareBehindPrefix, compareBytes, copyBytes, readVarint, varintEnd } from './bytes';
import {
  KIND_BITS,
  KIND_MASK,
  LONG_REST,
  NAME_SLOTS,
  nameSlot,
  ROW_ALONE,
  ROW_DOUBLE,
  ROW_ID,
  ROW_TIME,
  ROW_USER,
  ROW_UUID,
  UUID_BYTES,
} from './run-format';
import { compareUsers, userPrefix } from './user-order';

const SLOTS_BYTES: u32 = NAME_SLOTS * 8;
export const CURSOR_BYTES: u32 = 80 + SLOTS_BYTES;
export const CURSOR_NAME_BYTES: u32 = 8;

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

/** `names` holds as many as the block that has most. */
export function openCursor(cursor: usize, run: u32, names: usize): void {
  memory.fill(cursor, 0, CURSOR_BYTES);
  store<u32>(cursor, run, 60);
  store<u32>(cursor, <u32>names, 72);
}

/** The cursor now reads a block from its start. */
export function openBlock(cursor: usize, block: usize, length: u32): void {
  store<u32>(cursor, <u32>block, 0);
  store<u32>(cursor, <u32>block + length, 4);
  store<i64>(cursor, 0, 64);
  store<u32>(cursor, 0, 76);
  memory.fill(cursor + 80, 0, SLOTS_BYTES);
}

// What nextRow has come to: nothing, for the block or the users that are read end; a row of the same user; one of another.
export const NO_ROW: u32 = 0;
export const SAME_USER: u32 = 1;
export const NEXT_USER: u32 = 2;

/** Moves to the next row of the block. */
export function nextRow(cursor: usize): u32 {
  let next = <usize>load<u32>(cursor, 0);
  if (next >= <usize>load<u32>(cursor, 4)) return NO_ROW;
  let found = SAME_USER;
  let head = <u32>load<u8>(next++);
  if ((head & (KIND_MASK | 0x80)) == ROW_USER) {
    next = readUser(cursor, head >> KIND_BITS, next);
    if (followsUsers(cursor)) return NO_ROW;
    found = NEXT_USER;
    head = <u32>load<u8>(next++);
  }
  if (head >= 0x80) {
    head = <u32>readVarint(next - 1);
    next = varintEnd;
  }
  const kind = head & KIND_MASK;
  store<u32>(cursor, kind, 56);
  if (kind != ROW_ALONE) {
    const number = head >> KIND_BITS;
    if (number == 0) {
      next = readNewName(cursor, next);
    } else {
      const name = load<u64>(<usize>load<u32>(cursor, 72) + (number - 1) * CURSOR_NAME_BYTES);
      store<u64>(cursor, name, 32);
      store<u64>(cursor, firstBytes(load<u64>(<usize>(name & 0xffffffff)), <u32>(name >> 32)), 24);
    }
    if (kind == ROW_UUID) {
      store<u32>(cursor, <u32>next, 48);
      store<u32>(cursor, UUID_BYTES, 52);
      next += UUID_BYTES;
    } else if (kind == ROW_ID) {
      next = noteText(cursor, 48, next, 0);
    } else {
      next = readAttribute(cursor, kind, next);
    }
  }
  store<u32>(cursor, <u32>next, 0);
  return found;
}

/** Notes the text at `from`, whose length has so much added to it, in two fields. Returns the address behind it. */
function noteText(cursor: usize, field: usize, from: usize, added: u32): usize {
  let length = <u32>load<u8>(from++);
  if (length >= 0x80) {
    length = <u32>readVarint(from - 1);
    from = varintEnd;
  }
  length -= added;
  store<u32>(cursor + field, <u32>from, 0);
  store<u32>(cursor + field, length, 4);
  return from + length;
}

function readUser(cursor: usize, shared: u32, from: usize): usize {
  const before = <usize>load<u32>(cursor, 16);
  const next = noteText(cursor, 16, from, 0);
  const user = <usize>load<u32>(cursor, 16) - shared;
  const length = load<u32>(cursor, 20) + shared;
  copyBytes(user, before, shared);
  store<u32>(cursor, <u32>user, 16);
  store<u32>(cursor, length, 20);
  store<u64>(cursor, userPrefix(user, length), 8);
  return next;
}

/** The prefix of a text of so many bytes that begins with these eight, of which those past its end do not count. */
function firstBytes(start: u64, length: u32): u64 {
  const prefix = bswap(start);
  return length >= 8 ? prefix : prefix & ((<u64>-1) << (64 - ((<u64>length) << 3)));
}

/** Adds the name at `from` to those of the block and notes it. Reads up to eight bytes past it. */
function readNewName(cursor: usize, from: usize): usize {
  const lengths = <u32>load<u8>(from++);
  const shared = lengths >> 4;
  let rest = lengths & LONG_REST;
  if (rest == LONG_REST) {
    rest += <u32>readVarint(from);
    from = varintEnd;
  }
  let start: u64;
  if (shared == 0) {
    start = load<u64>(from);
  } else {
    const slot = <usize>load<u8>(from++);
    const bits = (<u64>shared) << 3;
    const before = bswap(load<u64>(cursor + (slot << 3), 80)) & (<u64>-1 >> (64 - bits));
    // Shifted twice, since a shift by 64 is none.
    start = before | ((load<u64>(from) << (bits - 8)) << 8);
    store<u64>(from - shared, start);
  }
  const length = rest + shared;
  const prefix = firstBytes(start, length);
  const count = load<u32>(cursor, 76);
  store<u32>(cursor, count + 1, 76);
  store<u64>(cursor + (nameSlot(prefix) << 3), prefix, 80);
  const name = <u64>(from - shared) | ((<u64>length) << 32);
  store<u64>(<usize>load<u32>(cursor, 72) + count * CURSOR_NAME_BYTES, name);
  store<u64>(cursor, prefix, 24);
  store<u64>(cursor, name, 32);
  return from + rest;
}

function readAttribute(cursor: usize, kind: u32, from: usize): usize {
  if (kind == ROW_DOUBLE) {
    store<f64>(cursor, load<f64>(from), 40);
    from += 8;
  } else {
    let time = load<i64>(cursor, 64);
    if (kind == ROW_TIME) {
      const delta = readVarint(from);
      from = varintEnd;
      time += <i64>(delta >> 1) ^ -(<i64>(delta & 1));
      store<i64>(cursor, time, 64);
    }
    store<f64>(cursor, <f64>time, 40);
  }
  if (load<u8>(from) != 0) return noteText(cursor, 48, from, 1);
  store<u64>(cursor, 0, 48);
  return from + 1;
}

export function isAttribute(cursor: usize): bool {
  const kind = load<u32>(cursor, 56);
  return kind > ROW_ALONE && kind < ROW_ID;
}

/**
 * An integer that orders rows of one user as they are ordered, unless it is the same: the section, then all but the last
 * bit of the name's prefix.
 */
export function rowKey(cursor: usize): u64 {
  const kind = load<u32>(cursor, 56);
  if (kind == ROW_ALONE) return 0;
  const name = load<u64>(cursor, 24) >> 1;
  return kind >= ROW_ID ? name | (1 << 63) : name;
}

/** Orders rows of one user that have the same key. Zero: the same attribute, or the same id. */
export function compareRows(a: usize, b: usize): i32 {
  const aKind = load<u32>(a, 56);
  const bKind = load<u32>(b, 56);
  if (aKind == ROW_ALONE || bKind == ROW_ALONE) return i32(bKind == ROW_ALONE) - i32(aKind == ROW_ALONE);
  const aName = load<u64>(a, 24);
  const bName = load<u64>(b, 24);
  if (aName != bName) return aName < bName ? -1 : 1;
  const byName = compareBehindPrefix(load<u32>(a, 32), load<u32>(a, 36), load<u32>(b, 32), load<u32>(b, 36));
  if (byName != 0 || aKind < ROW_ID) return byName;
  if (aKind != bKind) return aKind < bKind ? -1 : 1;
  return compareBytes(load<u32>(a, 48), load<u32>(a, 52), load<u32>(b, 48), load<u32>(b, 52));
}

/** Of two values of the same attribute: true if that of `a` is the later one; of equal times, the later run's. */
export function isLater(a: usize, b: usize): bool {
  const aTime = load<f64>(a, 40);
  const bTime = load<f64>(b, 40);
  if (aTime != bTime) return aTime > bTime;
  return load<u32>(a, 60) > load<u32>(b, 60);
}

/** Orders the users of two cursors. */
export function compareCursorUsers(a: usize, b: usize): i32 {
  const aUser = load<u64>(a, 8);
  const bUser = load<u64>(b, 8);
  if (aUser != bUser) return aUser < bUser ? -1 : 1;
  return compareUsers(load<u32>(a, 16), load<u32>(a, 20), load<u32>(b, 16), load<u32>(b, 20));
}
