// Writes rows into a block, see run-format.ts. The block's buffer is given with each block; `beginRow` says whether a
// row still belongs into it, and is followed by one of the functions that write it.

import { addName, clearNames, findName, namesLeft, slotPrefix } from './block-names';
import { copyBytes, copyLoosely, equalBytes, prefix, writeVarint } from './bytes';
import {
  KIND_BITS,
  LONG_REST,
  MAX_SHARED_NAME,
  MAX_SHARED_USER,
  nameSlot,
  ROW_ALONE,
  ROW_DOUBLE,
  ROW_ID,
  ROW_SAME_TIME,
  ROW_TIME,
  ROW_USER,
  ROW_UUID,
  UUID_BYTES,
} from './run-format';

/** Bytes that a row takes besides its texts, at most: heads, lengths, a timestamp, and what a copy writes past its end. */
export const ROW_OVERHEAD: u32 = 64;

/** Whole numbers up to here are exact as doubles. */
const MAX_INTEGER: f64 = 9007199254740992;

let block: usize = 0;
let next: usize = 0;
let target: usize = 0;
/** The block's user so far, where the caller has it; 0 where there is none yet. */
let user: usize = 0;
let userLength: u32 = 0;
/** End of the last user or new name: what stands there must stay when shared bytes are put back. */
let kept: usize = 0;
/** The last timestamp that is a whole number. */
let time: i64 = 0;

/** Rows in the block, and how many users they name. */
let rows: u32 = 0;
let users: u32 = 0;

/** `targetBytes` is where a block ends unless a single row is longer. */
export function beginBlock(buffer: usize, targetBytes: u32): void {
  block = buffer;
  next = buffer;
  target = buffer + targetBytes;
  user = 0;
  kept = buffer;
  time = 0;
  rows = 0;
  users = 0;
  clearNames();
}

export function blockBytes(): u32 {
  return <u32>(next - block);
}

export function blockRows(): u32 {
  return rows;
}

export function blockUsers(): u32 {
  return users;
}

/** The block's last user. */
export function blockLastUser(): usize {
  return user;
}

export function blockLastUserLength(): u32 {
  return userLength;
}

/**
 * False if the block should end before a row whose texts have `textBytes` bytes; else writes the row's user if new. Who
 * knows that it is the user of the row before says `again`. The user's text must stay until the next user or the
 * block's end, or be kept elsewhere by `keepUser`.
 */
export function beginRow(userText: usize, length: u32, textBytes: u32, again: bool): bool {
  if (next != block && (next + textBytes + length + ROW_OVERHEAD > target || !namesLeft())) return false;
  if (user != 0 && (again || (userLength == length && equalBytes(user, userText, length)))) return true;
  const shared = user == 0 ? 0 : sharedBytes(user, min(userLength, MAX_SHARED_USER), userText, length);
  writeUser(userText, length, shared);
  user = userText;
  userLength = length;
  users++;
  return true;
}

/** Copies the block's user, for callers whose texts do not stay where they are. */
export function keepUser(buffer: usize): void {
  copyBytes(buffer, user, userLength);
  user = buffer;
}

function sharedBytes(a: usize, aLength: u32, b: usize, bLength: u32): u32 {
  const most = min(aLength, bLength);
  let shared: u32 = 0;
  while (shared < most && load<u8>(a + shared) == load<u8>(b + shared)) shared++;
  return shared;
}

function writeUser(text: usize, length: u32, shared: u32): void {
  const head = next + 1;
  // The rest's length takes fewer bytes the shorter the rest is: what fits behind a long length fits behind a short one.
  const room = <u32>(head + 1 - kept);
  const used = min(shared, room);
  store<u8>(next, (used << KIND_BITS) | ROW_USER);
  next = writeText(head, text + used, length - used);
  kept = next;
}

function writeText(to: usize, text: usize, length: u32): usize {
  const start = writeVarint(to, length);
  copyLoosely(start, text, length);
  return start + length;
}

/** Writes the head of a row, with the name where it has no number yet. */
function writeName(kind: u32, text: usize, length: u32): void {
  const number = findName(text, length);
  if (number != 0) {
    next = writeVarint(next, (number << KIND_BITS) | kind);
    return;
  }
  store<u8>(next, <u8>kind);
  const first = prefix(text, length);
  const slot = nameSlot(first);
  // What is behind the lengths and the slot at least.
  const room = <u32>(next + 3 - kept);
  const shared = min(min(<u32>clz(first ^ slotPrefix(slot)) >> 3, min(length, room)), MAX_SHARED_NAME);
  // Sharing one byte takes as much as it saves.
  if (shared > 1) writeNewName(text, length, shared, slot);
  else writeNewName(text, length, 0, 0);
  addName(first, length, next - length + MAX_SHARED_NAME);
}

function writeNewName(text: usize, length: u32, shared: u32, slot: u32): void {
  const rest = length - shared;
  store<u8>(next, <u8>((shared << 4) | min(rest, LONG_REST)), 1);
  next += 2;
  if (rest >= LONG_REST) next = writeVarint(next, rest - LONG_REST);
  if (shared != 0) store<u8>(next++, <u8>slot);
  copyLoosely(next, text + shared, rest);
  next += rest;
  kept = next;
}

export function writeAlone(): void {
  store<u8>(next++, ROW_ALONE);
  rows++;
}

export function writeAttribute(
  nameText: usize,
  length: u32,
  timestamp: f64,
  value: usize,
  valueLength: u32,
  cleared: bool,
): void {
  if (timestamp >= 0 && timestamp < MAX_INTEGER && floor(timestamp) == timestamp) {
    const delta = <i64>timestamp - time;
    time += delta;
    writeName(delta == 0 ? ROW_SAME_TIME : ROW_TIME, nameText, length);
    if (delta != 0) next = writeVarint(next, (delta << 1) ^ (delta >> 63));
  } else {
    writeName(ROW_DOUBLE, nameText, length);
    store<f64>(next, timestamp);
    next += 8;
  }
  if (cleared) {
    store<u8>(next++, 0);
  } else {
    next = writeVarint(next, <u64>valueLength + 1);
    copyLoosely(next, value, valueLength);
    next += valueLength;
  }
  rows++;
}

export function writeId(nameText: usize, length: u32, id: usize, idLength: u32, uuid: bool): void {
  writeName(uuid ? ROW_UUID : ROW_ID, nameText, length);
  if (uuid) {
    v128.store(next, v128.load(id));
    next += UUID_BYTES;
  } else {
    next = writeText(next, id, idLength);
  }
  rows++;
}
