// Strict JSON (RFC 8259) within one line. Every function takes the address of what it reads, and returns the address
// after it, or 0 where it is malformed. None looks for the end of its input: a line ends in LF, which is allowed
// nowhere inside a value here, so every scan stops there at the latest.

import {
  KIND_ARRAY,
  KIND_BOOLEAN,
  KIND_NULL,
  KIND_NUMBER,
  KIND_OBJECT,
  KIND_STRING,
} from '../../layout/columns';
import {
  CARRIAGE_RETURN,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  DIGIT_0,
  FALS,
  isDigit,
  LETTER_E,
  LETTER_F,
  LETTER_N,
  LETTER_T,
  MINUS,
  NULL,
  OPEN_BRACE,
  OPEN_BRACKET,
  PLUS,
  POINT,
  QUOTE,
  SPACE,
  TAB,
  TRUE,
} from './json-bytes';
import { scanString } from './walk';

/** Levels of nesting that are read, the line's own value being the first: the limit of docs/semantics.md. */
const MAX_LEVEL: u32 = 512;

/** True once `skipSpace` passed over white space; callers that need it clear it first. */
export let spaceSeen: bool = false;

export function clearSpaceSeen(): void {
  spaceSeen = false;
}

/** The address of the next byte that is not white space. */
export function skipSpace(at: usize): usize {
  return load<u8>(at) > SPACE ? at : skipBlanks(at);
}

function skipBlanks(from: usize): usize {
  let at = from;
  let byte = load<u8>(at);
  while (byte == SPACE || byte == TAB || byte == CARRIAGE_RETURN) byte = load<u8>(++at);
  if (at != from) spaceSeen = true;
  return at;
}

function skipDigits(at: usize): usize {
  while (isDigit(load<u8>(at))) at++;
  return at;
}

export function scanNumber(at: usize): usize {
  if (load<u8>(at) == MINUS) at++;
  let end = load<u8>(at) == DIGIT_0 ? at + 1 : skipDigits(at);
  if (end == at) return 0;
  if (load<u8>(end) == POINT) {
    const fraction = end + 1;
    end = skipDigits(fraction);
    if (end == fraction) return 0;
  }
  if ((load<u8>(end) | 0x20) == LETTER_E) {
    let exponent = end + 1;
    const sign = load<u8>(exponent);
    if (sign == PLUS || sign == MINUS) exponent++;
    end = skipDigits(exponent);
    if (end == exponent) return 0;
  }
  return end;
}

/** `true`, `false` or `null`. */
function scanLiteral(at: usize): usize {
  const word = load<u32>(at);
  if (word == TRUE || word == NULL) return at + 4;
  return word == FALS && load<u8>(at + 4) == LETTER_E ? at + 5 : 0;
}

/** The place of the member's name that `scanName` read last. */
export let nameStart: usize = 0;
export let nameEnd: usize = 0;

/** A member's name and its colon: returns the address of its value. */
export function scanName(at: usize): usize {
  if (load<u8>(at) != QUOTE) return 0;
  nameStart = at + 1;
  nameEnd = scanString();
  if (nameEnd == 0) return 0;
  at = skipSpace(nameEnd + 1);
  return load<u8>(at) == COLON ? skipSpace(at + 1) : 0;
}

/** The address after the last member's object; 0 if the object is malformed. */
export let membersEnd: usize = 0;

/** From the end of the opening brace to the first member's name; 0 if there is none: then see `membersEnd`. */
export function firstMember(at: usize): usize {
  at = skipSpace(at);
  membersEnd = load<u8>(at) == CLOSE_BRACE ? at + 1 : 0;
  return membersEnd == 0 ? at : 0;
}

/** From the end of a member to the next one's name; 0 if there is none: then see `membersEnd`. */
export function nextMember(at: usize): usize {
  membersEnd = 0;
  if (at == 0) return 0;
  at = skipSpace(at);
  const byte = load<u8>(at);
  if (byte == COMMA) return skipSpace(at + 1);
  if (byte == CLOSE_BRACE) membersEnd = at + 1;
  return 0;
}

/** The kind of the value that begins here, if it is well-formed. */
export function kindAt(at: usize): u32 {
  const byte = load<u8>(at);
  if (byte == QUOTE) return KIND_STRING;
  if (byte == OPEN_BRACE) return KIND_OBJECT;
  if (byte == OPEN_BRACKET) return KIND_ARRAY;
  if (byte == LETTER_N) return KIND_NULL;
  return byte == LETTER_T || byte == LETTER_F ? KIND_BOOLEAN : KIND_NUMBER;
}

/** Any value; `level` is the nesting level that it has if it is an object or an array. */
export function skipValue(at: usize, level: u32): usize {
  const byte = load<u8>(at);
  if (byte == QUOTE) {
    const end = scanString();
    return end == 0 ? 0 : end + 1;
  }
  if (byte == OPEN_BRACE) return skipObject(at + 1, level);
  if (byte == OPEN_BRACKET) return skipArray(at + 1, level);
  return byte == MINUS || isDigit(byte) ? scanNumber(at) : scanLiteral(at);
}

function skipObject(at: usize, level: u32): usize {
  if (level > MAX_LEVEL) return 0;
  for (let member = firstMember(at); member != 0; ) {
    const value = scanName(member);
    if (value == 0) return 0;
    member = nextMember(skipValue(value, level + 1));
  }
  return membersEnd;
}

function skipArray(at: usize, level: u32): usize {
  if (level > MAX_LEVEL) return 0;
  at = skipSpace(at);
  if (load<u8>(at) == CLOSE_BRACKET) return at + 1;
  let byte = COMMA;
  while (byte == COMMA) {
    at = skipValue(at, level + 1);
    if (at == 0) return 0;
    at = skipSpace(at);
    byte = load<u8>(at);
    if (byte == COMMA) at = skipSpace(at + 1);
  }
  return byte == CLOSE_BRACKET ? at + 1 : 0;
}
