// An attributes line's `data` → entries, ENTRY_WORDS words each (see ../columns.ts), in source order.

import {
  ENTRY_NAME_LENGTH,
  ENTRY_NAME_OFFSET,
  ENTRY_VALUE_LENGTH,
  ENTRY_VALUE_OFFSET,
  ENTRY_WORDS,
  NULL_VALUE,
  SHAPE_EMPTY_ENTRY_NAME,
  SHAPE_ENTRY_DELIMITER,
} from '../layout/columns';
import {
  clearSpaceSeen,
  firstMember,
  membersEnd,
  nameEnd,
  nameStart,
  nextMember,
  QUOTE,
  scanName,
  scanString,
  skipValue,
  spaceSeen,
  stringDelimited,
  stringEscaped,
} from './json';
import { compact, holdsDelimiter } from './json-text';
import { addText, input, readText, textLength, textStart } from './scan-text';

/** Where the next entry goes. */
export let entry: usize = 0;

export function setEntry(address: usize): void {
  entry = address;
}

/** SHAPE_ENTRY_ flags of the entries that `scanData` read last. */
export let entryFlags: u32 = 0;

/** The members of `data`, from behind its opening brace; `level` is the nesting level that their values have. */
export function scanData(at: usize, level: u32): usize {
  entryFlags = 0;
  for (let member = firstMember(at); member != 0; ) {
    const value = scanName(member);
    if (value == 0) return 0;
    const delimited = readText(nameStart, nameEnd, stringEscaped, stringDelimited);
    if (delimited) entryFlags |= SHAPE_ENTRY_DELIMITER;
    if (textLength == 0) entryFlags |= SHAPE_EMPTY_ENTRY_NAME;
    putText(ENTRY_NAME_OFFSET, ENTRY_NAME_LENGTH);
    const end = scanValue(value, level);
    entry += ENTRY_WORDS << 2;
    member = nextMember(end);
  }
  return membersEnd;
}

function scanValue(at: usize, level: u32): usize {
  const byte = load<u8>(at);
  let end: usize = 0;
  if (byte == QUOTE) {
    end = scanString(at + 1);
    if (end == 0) return 0;
    if (readText(at + 1, end, stringEscaped, stringDelimited)) entryFlags |= SHAPE_ENTRY_DELIMITER;
    putText(ENTRY_VALUE_OFFSET, ENTRY_VALUE_LENGTH);
    return end + 1;
  }
  clearSpaceSeen();
  end = skipValue(at, level);
  if (end == 0) return 0;
  if (byte == 0x6e /* null */) {
    store<u32>(entry + (ENTRY_VALUE_OFFSET << 2), NULL_VALUE);
    store<u32>(entry + (ENTRY_VALUE_LENGTH << 2), 0);
    return end;
  }
  const nested = byte == 0x7b || byte == 0x5b; // { [
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
