// Writes rows into a block, see run-format.ts. The block's buffer is given with each block; `beginRow` says whether a
// row still belongs into it.

import { copyBytes, equalBytes, writeVarint } from './bytes';
import {
  INTEGER_TIMESTAMP,
  TAG_ALONE,
  TAG_ATTRIBUTE,
  TAG_CLEARED,
  TAG_ID,
  TAG_NAME,
  TAG_USER,
  TAG_UUID,
} from './run-format';

/** Bytes that a row takes besides its texts, at most: tags, lengths and a timestamp. */
export const ROW_OVERHEAD: u32 = 64;

/** Whole numbers up to here are exact as doubles. */
const MAX_INTEGER: f64 = 9007199254740992;

let block: usize = 0;
let next: usize = 0;
let target: usize = 0;
/** The block's user and event name so far, as they stand in the block; 0 where there is none yet. */
let user: usize = 0;
let userLength: u32 = 0;
let name: usize = 0;
let nameLength: u32 = 0;

/** Rows in the block, and how many users they name. */
let rows: u32 = 0;
let users: u32 = 0;

/** `targetBytes` is where a block ends unless a single row is longer. */
export function beginBlock(buffer: usize, targetBytes: u32): void {
  block = buffer;
  next = buffer;
  target = buffer + targetBytes;
  user = 0;
  name = 0;
  rows = 0;
  users = 0;
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

/** The block's last user, as it stands in the block. */
export function blockLastUser(): usize {
  return user;
}

export function blockLastUserLength(): u32 {
  return userLength;
}

/** False if the block should end before a row whose texts have `textBytes` bytes; else writes the row's user if new. */
export function beginRow(userText: usize, length: u32, textBytes: u32): bool {
  if (next != block && next + textBytes + length + ROW_OVERHEAD > target) return false;
  if (user == 0 || userLength != length || !equalBytes(user, userText, length)) {
    next = writeText(TAG_USER, userText, length);
    user = next - length;
    userLength = length;
    name = 0;
    users++;
  }
  return true;
}

function writeText(tag: u8, text: usize, length: u32): usize {
  store<u8>(next, tag);
  const start = writeVarint(next + 1, length);
  copyBytes(start, text, length);
  return start + length;
}

export function writeAlone(): void {
  store<u8>(next++, TAG_ALONE);
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
  const integer = timestamp >= 0 && timestamp < MAX_INTEGER && floor(timestamp) == timestamp;
  const tag = cleared ? TAG_CLEARED : TAG_ATTRIBUTE;
  next = writeText(integer ? tag | INTEGER_TIMESTAMP : tag, nameText, length);
  if (integer) {
    next = writeVarint(next, <u64>timestamp);
  } else {
    store<f64>(next, timestamp);
    next += 8;
  }
  if (!cleared) {
    next = writeVarint(next, valueLength);
    copyBytes(next, value, valueLength);
    next += valueLength;
  }
  rows++;
}

export function writeId(nameText: usize, length: u32, id: usize, idLength: u32, uuid: bool): void {
  if (name == 0 || nameLength != length || !equalBytes(name, nameText, length)) {
    next = writeText(TAG_NAME, nameText, length);
    name = next - length;
    nameLength = length;
  }
  if (uuid) {
    store<u8>(next, TAG_UUID);
    v128.store(next + 1, v128.load(id));
    next += 17;
  } else {
    next = writeText(TAG_ID, id, idLength);
  }
  rows++;
}
