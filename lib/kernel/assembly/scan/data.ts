// An attributes line's `data` → entries, ENTRY_WORDS words each (see ../../layout/columns.ts), in source order.

import {
  ENTRY_NAME_LENGTH,
  ENTRY_NAME_OFFSET,
  ENTRY_VALUE_LENGTH,
  ENTRY_VALUE_OFFSET,
  ENTRY_WORDS,
  NULL_VALUE,
  SHAPE_EMPTY_ENTRY_NAME,
  SHAPE_ENTRY_DELIMITER,
} from '../../layout/columns';
import { BUCKET_FORMS, FORM_EXCLUDED } from '../../layout/field-table';
import { POSITION_BYTES } from '../../layout/line-index';
import { findText } from '../field-table';
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COMMA,
  LETTER_N,
  NAME_END_STRING,
  NEXT_NAME,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  THREE_BYTES,
} from './json-bytes';
import { compact, holdsDelimiter } from './json-text';
import { addText, input, overflow, readText, textLength, textStart } from './texts';
import {
  clearSpaceSeen,
  firstMember,
  membersEnd,
  nameEnd,
  nameStart,
  nextMember,
  scanName,
  skipSpace,
  skipValue,
  spaceSeen,
} from './values';
import { next, rare, scanString, stringDelimited, stringEscaped, walkFrom } from './walk';

export const ENTRY_BYTES: usize = ENTRY_WORDS << 2;

/** Where the next entry goes. */
export let entry: usize = 0;

export function setEntry(address: usize): void {
  entry = address;
}

/** How many entries there is room for beside those that `scanData` reads. */
let spareEntries: i64 = 0;

export function resetSpareEntries(count: i64): void {
  spareEntries = count;
}

/** Takes room for entries that are no members of an object read once; false if there is none. */
export function takeEntries(count: u32): bool {
  spareEntries -= count;
  if (spareEntries >= 0) return true;
  overflow();
  return false;
}

/** SHAPE_ENTRY_ flags of the entries that `scanData` read last. */
export let entryFlags: u32 = 0;

/** Leaves out those of the entries from `first` on whose names are excluded in a node. */
export function leaveOut(first: usize, node: usize): void {
  let to = first;
  for (let from = first; from < entry; from += ENTRY_BYTES) {
    const name = input + load<u32>(from + (ENTRY_NAME_OFFSET << 2));
    const bucket = findText(node, name, load<u32>(from + (ENTRY_NAME_LENGTH << 2)));
    if (bucket != 0 && (load<u32>(bucket, BUCKET_FORMS) & FORM_EXCLUDED) != 0) continue;
    if (to != from) v128.store(to, v128.load(from));
    to += ENTRY_BYTES;
  }
  entry = to;
}

/** The members of `data`, after its opening brace; `level` is the nesting level that their values have. */
export function scanData(at: usize, level: u32): usize {
  entryFlags = 0;
  let member = load<u8>(at) == QUOTE ? at : firstMember(at);
  let position = next;
  let to = entry;
  while (member != 0) {
    if (load<u8>(member) != QUOTE) return 0;
    const close = <usize>load<u32>(position, POSITION_BYTES);
    const valueClose = <usize>load<u32>(position, 3 * POSITION_BYTES);
    let end: usize;
    if (
      (load<u32>(close) & THREE_BYTES) == NAME_END_STRING &&
      load<u8>(valueClose) == QUOTE &&
      rare > valueClose &&
      close != member + 1
    ) {
      // Nearly every entry: two strings without escapes, no space, and a name that is not empty.
      putStrings(to, position);
      position += 4 * POSITION_BYTES;
      end = valueClose + 1;
    } else {
      walkFrom(position);
      entry = to;
      end = scanEntry(member, level);
      if (end == 0) return 0;
      position = next;
    }
    to += ENTRY_BYTES;
    const follows = load<u16>(end);
    if (follows == NEXT_NAME) {
      member = end + 1;
      continue;
    }
    walkFrom(position);
    entry = to;
    if (<u8>follows == CLOSE_BRACE) return end + 1;
    member = nextMember(end);
  }
  return membersEnd;
}

/** The entry of two strings whose four quotes are the next positions. */
export function putStrings(to: usize, position: usize): void {
  const quotes = v128.load(position);
  const opening = i8x16.shuffle(
    quotes,
    i64x2.splat(0),
    16,
    16,
    16,
    16,
    0,
    1,
    2,
    3,
    16,
    16,
    16,
    16,
    8,
    9,
    10,
    11,
  );
  const first = 1 - <i32>input;
  v128.store(to, i32x4.add(i32x4.sub(quotes, opening), i32x4(first, -1, first, -1)));
}

function scanEntry(member: usize, level: u32): usize {
  const value = scanName(member);
  if (value == 0) return 0;
  putName(nameStart, nameEnd);
  return scanEntryValue(value, level);
}

/** The name of an entry, a string that was scanned last. */
function putName(from: usize, end: usize): void {
  if (readText(from, end, stringEscaped, stringDelimited)) entryFlags |= SHAPE_ENTRY_DELIMITER;
  if (textLength == 0) entryFlags |= SHAPE_EMPTY_ENTRY_NAME;
  putText(ENTRY_NAME_OFFSET, ENTRY_NAME_LENGTH);
}

function scanEntryValue(at: usize, level: u32): usize {
  const byte = load<u8>(at);
  let end: usize = 0;
  if (byte == QUOTE) {
    end = scanString();
    if (end == 0) return 0;
    if (readText(at + 1, end, stringEscaped, stringDelimited)) entryFlags |= SHAPE_ENTRY_DELIMITER;
    putText(ENTRY_VALUE_OFFSET, ENTRY_VALUE_LENGTH);
    return end + 1;
  }
  clearSpaceSeen();
  end = skipValue(at, level);
  if (end == 0) return 0;
  if (byte == LETTER_N) {
    clearValue(entry);
    return end;
  }
  const nested = byte == OPEN_BRACE || byte == OPEN_BRACKET;
  if (nested && spaceSeen) {
    addText(at, end, compact);
  } else {
    readText(at, end, false, false);
  }
  if (nested && holdsDelimiter(input + textStart, textLength)) entryFlags |= SHAPE_ENTRY_DELIMITER;
  putText(ENTRY_VALUE_OFFSET, ENTRY_VALUE_LENGTH);
  return end;
}

function clearValue(at: usize): void {
  store<u32>(at + (ENTRY_VALUE_OFFSET << 2), NULL_VALUE);
  store<u32>(at + (ENTRY_VALUE_LENGTH << 2), 0);
}

/** The strings of an array, each the name of an entry that is cleared; `level` is the nesting level of its elements. */
export function scanNames(at: usize, level: u32): usize {
  entryFlags = 0;
  at = skipSpace(at);
  if (load<u8>(at) == CLOSE_BRACKET) return at + 1;
  while (true) {
    if (load<u8>(at) == QUOTE) {
      const end = scanString();
      if (end == 0 || !takeEntries(1)) return 0;
      putName(at + 1, end);
      clearValue(entry);
      entry += ENTRY_BYTES;
      at = end + 1;
    } else {
      at = skipValue(at, level);
      if (at == 0) return 0;
    }
    at = skipSpace(at);
    const byte = load<u8>(at);
    if (byte == CLOSE_BRACKET) return at + 1;
    if (byte != COMMA) return 0;
    at = skipSpace(at + 1);
  }
}

/** Copies entries behind all others, without their values if they are `cleared`; false if there is no room. */
export function copyEntries(from: usize, end: usize, cleared: bool): bool {
  if (!takeEntries(<u32>(end - from) / <u32>ENTRY_BYTES)) return false;
  for (; from < end; from += ENTRY_BYTES) {
    v128.store(entry, v128.load(from));
    if (cleared) clearValue(entry);
    entry += ENTRY_BYTES;
  }
  return true;
}

function putText(offsetWord: u32, lengthWord: u32): void {
  store<u32>(entry + (offsetWord << 2), textStart);
  store<u32>(entry + (lengthWord << 2), textLength);
}
