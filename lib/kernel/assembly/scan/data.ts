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
import { POSITION_BYTES } from '../../layout/line-index';
import {
  CLOSE_BRACE,
  LETTER_N,
  NAME_END_STRING,
  NEXT_NAME,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  THREE_BYTES,
} from './json-bytes';
import { compact, holdsDelimiter } from './json-text';
import { addText, input, readText, textLength, textStart } from './texts';
import {
  clearSpaceSeen,
  firstMember,
  membersEnd,
  nameEnd,
  nameStart,
  nextMember,
  scanName,
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

/** SHAPE_ENTRY_ flags of the entries that `scanData` read last. */
export let entryFlags: u32 = 0;

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
  const delimited = readText(nameStart, nameEnd, stringEscaped, stringDelimited);
  if (delimited) entryFlags |= SHAPE_ENTRY_DELIMITER;
  if (textLength == 0) entryFlags |= SHAPE_EMPTY_ENTRY_NAME;
  putText(ENTRY_NAME_OFFSET, ENTRY_NAME_LENGTH);
  return scanEntryValue(value, level);
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
    store<u32>(entry + (ENTRY_VALUE_OFFSET << 2), NULL_VALUE);
    store<u32>(entry + (ENTRY_VALUE_LENGTH << 2), 0);
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

function putText(offsetWord: u32, lengthWord: u32): void {
  store<u32>(entry + (offsetWord << 2), textStart);
  store<u32>(entry + (lengthWord << 2), textLength);
}
