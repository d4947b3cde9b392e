// Strict JSON (RFC 8259) within one line. Every function takes the address of what it reads, and returns the address
// behind it, or 0 where it is malformed. None looks for the end of its input: a line ends in LF, which is allowed
// nowhere inside a value here, so every scan stops there at the latest.

import {
  KIND_ARRAY,
  KIND_BOOLEAN,
  KIND_NULL,
  KIND_NUMBER,
  KIND_OBJECT,
  KIND_STRING,
} from '../layout/columns';

export const LINE_FEED: u8 = 0x0a;
export const CARRIAGE_RETURN: u8 = 0x0d;
const TAB: u8 = 0x09;
const SPACE: u8 = 0x20;
export const QUOTE: u8 = 0x22;
const PLUS: u8 = 0x2b;
export const COMMA: u8 = 0x2c;
const MINUS: u8 = 0x2d;
const POINT: u8 = 0x2e;
const DIGIT_0: u8 = 0x30;
const COLON: u8 = 0x3a;
export const EQUALS: u8 = 0x3d;
const OPEN_BRACKET: u8 = 0x5b;
export const BACKSLASH: u8 = 0x5c;
const CLOSE_BRACKET: u8 = 0x5d;
export const OPEN_BRACE: u8 = 0x7b;
const CLOSE_BRACE: u8 = 0x7d;

/** Levels of nesting that are read, the line's own value being the first: the limit of docs/semantics.md. */
const MAX_LEVEL: u32 = 512;

/** True once `skipSpace` passed over white space; for callers that must know, to be cleared by them. */
export let spaceSeen: bool = false;

export function clearSpaceSeen(): void {
  spaceSeen = false;
}

/** The address of the first byte that is no white space of this line. */
export function skipSpace(at: usize): usize {
  let byte = load<u8>(at);
  if (byte > SPACE) return at;
  const from = at;
  while (byte == SPACE || byte == TAB || byte == CARRIAGE_RETURN) byte = load<u8>(++at);
  if (at != from) spaceSeen = true;
  return at;
}

/** Whether the string read last has an escape, and whether one of its bytes as they stand is `,` or `=`. */
export let stringEscaped: bool = false;
export let stringDelimited: bool = false;

/** From behind the opening quote of a string to its closing quote. */
export function scanString(at: usize): usize {
  const quote = i8x16.splat(<i8>QUOTE);
  const backslash = i8x16.splat(<i8>BACKSLASH);
  const space = i8x16.splat(<i8>SPACE);
  const comma = i8x16.splat(<i8>COMMA);
  const equals = i8x16.splat(<i8>EQUALS);
  let escaped = false;
  let delimiters: i32 = 0;
  for (;;) {
    const block = v128.load(at);
    const stops = i8x16.bitmask(
      v128.or(v128.or(i8x16.eq(block, quote), i8x16.eq(block, backslash)), i8x16.lt_u(block, space)),
    );
    const found = i8x16.bitmask(v128.or(i8x16.eq(block, comma), i8x16.eq(block, equals)));
    if (stops == 0) {
      delimiters |= found;
      at += 16;
      continue;
    }
    const stop = ctz(stops);
    delimiters |= found & ((1 << stop) - 1);
    at += stop;
    const byte = load<u8>(at);
    if (byte == QUOTE) break;
    if (byte != BACKSLASH) return 0;
    escaped = true;
    at = skipEscape(at);
    if (at == 0) return 0;
  }
  stringEscaped = escaped;
  stringDelimited = delimiters != 0;
  return at;
}

function skipEscape(at: usize): usize {
  const byte = load<u8>(at + 1);
  if (byte == 0x75 /* u */) {
    for (let digit: usize = 2; digit < 6; digit++) if (hexValue(load<u8>(at + digit)) > 15) return 0;
    return at + 6;
  }
  // " \ / b f n r t
  const known =
    byte == QUOTE ||
    byte == BACKSLASH ||
    byte == 0x2f ||
    byte == 0x62 ||
    byte == 0x66 ||
    byte == 0x6e ||
    byte == 0x72 ||
    byte == 0x74;
  return known ? at + 2 : 0;
}

/** 0 to 15; more than that if it is no hexadecimal digit. */
export function hexValue(byte: u8): u32 {
  const digit = <u32>byte - DIGIT_0;
  if (digit < 10) return digit;
  const letter = (<u32>byte | 0x20) - 0x61;
  return letter < 6 ? letter + 10 : 16;
}

function skipDigits(at: usize): usize {
  while (isDigit(load<u8>(at))) at++;
  return at;
}

function isDigit(byte: u8): bool {
  return <u32>byte - DIGIT_0 < 10;
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
  if ((load<u8>(end) | 0x20) == 0x65 /* e */) {
    let exponent = end + 1;
    const sign = load<u8>(exponent);
    if (sign == PLUS || sign == MINUS) exponent++;
    end = skipDigits(exponent);
    if (end == exponent) return 0;
  }
  return end;
}

/** `true`, `false` or `null`. */
export function scanLiteral(at: usize): usize {
  const word = load<u32>(at);
  if (word == 0x65757274 || word == 0x6c6c756e) return at + 4;
  return word == 0x736c6166 && load<u8>(at + 4) == 0x65 ? at + 5 : 0;
}

/** Where the member's name that `scanName` read last stands. */
export let nameStart: usize = 0;
export let nameEnd: usize = 0;

/** A member's name and its colon: returns the address of its value. */
export function scanName(at: usize): usize {
  if (load<u8>(at) != QUOTE) return 0;
  const start = at + 1;
  const end = scanString(start);
  if (end == 0) return 0;
  nameStart = start;
  nameEnd = end;
  at = skipSpace(end + 1);
  return load<u8>(at) == COLON ? skipSpace(at + 1) : 0;
}

/** What follows the last member. */
export let membersEnd: usize = 0;

/** From behind the opening brace to the first member's name; 0 if there is none, `membersEnd` tells whether all is well. */
export function firstMember(at: usize): usize {
  at = skipSpace(at);
  membersEnd = load<u8>(at) == CLOSE_BRACE ? at + 1 : 0;
  return membersEnd == 0 ? at : 0;
}

/** From behind a member to the next one's name; 0 if there is none, `membersEnd` tells whether all is well. */
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
  if (byte == 0x5b) return KIND_ARRAY; // [
  if (byte == 0x6e) return KIND_NULL; // n
  return byte == 0x74 || byte == 0x66 ? KIND_BOOLEAN : KIND_NUMBER; // t f
}

/** Any value; `level` is the nesting level that it has if it is an object or an array. */
export function skipValue(at: usize, level: u32): usize {
  const byte = load<u8>(at);
  if (byte == QUOTE) {
    const end = scanString(at + 1);
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
