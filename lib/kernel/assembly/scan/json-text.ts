// Texts of JSON as they are compared and written: strings without escapes, nested values without insignificant white
// space. Both are never longer than their source.

import {
  BACKSLASH,
  CARRIAGE_RETURN,
  COMMA,
  EQUALS,
  hexValue,
  LETTER_U,
  LINE_FEED,
  QUOTE,
  SPACE,
} from './json-bytes';

const REPLACEMENT_CHARACTER: u32 = 0xfffd;

/** Whether `unescape` wrote a line feed; callers that need it clear it first. */
export let lineFeedSeen: bool = false;

export function clearLineFeedSeen(): void {
  lineFeedSeen = false;
}

/** Writes a string's text, a lone surrogate as U+FFFD; returns the address after it, or 0 where the string is malformed. */
export function unescape(from: usize, end: usize, to: usize): usize {
  const backslash = i8x16.splat(<i8>BACKSLASH);
  while (from < end) {
    // What is written too much is written over, or lies before `end` of the source.
    while (from + 16 <= end) {
      const bytes = v128.load(from);
      v128.store(to, bytes);
      if (v128.any_true(i8x16.lt_u(bytes, i8x16.splat(<i8>SPACE)))) return 0;
      const before = <usize>ctz(i8x16.bitmask(i8x16.eq(bytes, backslash)) | 0x10000);
      from += before;
      to += before;
      if (before != 16) break;
    }
    const byte = load<u8>(from);
    if (from >= end) break;
    if (byte != BACKSLASH) {
      if (byte < SPACE) return 0;
      store<u8>(to++, byte);
      from++;
    } else if (load<u8>(from + 1) == LETTER_U) {
      let point = codeUnit(from + 2);
      if (point == NO_CODE_UNIT) return 0;
      from += 6;
      if ((point & 0xf800) == 0xd800) {
        const low = point < 0xdc00 && isEscapedLowSurrogate(from, end) ? codeUnit(from + 2) : 0;
        if (low == 0) {
          point = REPLACEMENT_CHARACTER;
        } else {
          point = 0x10000 + ((point & 0x3ff) << 10) + (low & 0x3ff);
          from += 6;
        }
      }
      if (point == LINE_FEED) lineFeedSeen = true;
      to = writePoint(to, point);
    } else {
      const letter = shortEscape(load<u8>(from + 1));
      if (letter == 0) return 0;
      if (letter == LINE_FEED) lineFeedSeen = true;
      store<u8>(to++, letter);
      from += 2;
    }
  }
  return to;
}

/** Makes white space of the line feeds of JSON, so that it is one line. Strings cannot hold any: there each becomes a fault. */
export function joinLines(text: usize, end: usize): void {
  let inside = false;
  for (; text < end; text++) {
    const byte = load<u8>(text);
    if (byte == QUOTE) inside = !inside;
    else if (inside && byte == BACKSLASH) text++;
    else if (byte == LINE_FEED) store<u8>(text, inside ? 0 : SPACE);
  }
}

/** Where there are no four hexadecimal digits. */
const NO_CODE_UNIT: u32 = 0x10000;

function codeUnit(digits: usize): u32 {
  const a = hexValue(load<u8>(digits));
  const b = hexValue(load<u8>(digits + 1));
  const c = hexValue(load<u8>(digits + 2));
  const d = hexValue(load<u8>(digits + 3));
  return (a | b | c | d) > 15 ? NO_CODE_UNIT : (a << 12) | (b << 8) | (c << 4) | d;
}

function isEscapedLowSurrogate(at: usize, end: usize): bool {
  return at + 6 <= end && load<u16>(at) == 0x755c /* \u */ && (codeUnit(at + 2) & 0xfc00) == 0xdc00;
}

function writePoint(to: usize, point: u32): usize {
  if (point < 0x80) {
    store<u8>(to, <u8>point);
    return to + 1;
  }
  if (point < 0x800) {
    store<u8>(to, <u8>(0xc0 | (point >> 6)));
    store<u8>(to + 1, continuation(point));
    return to + 2;
  }
  if (point < 0x10000) {
    store<u8>(to, <u8>(0xe0 | (point >> 12)));
    store<u8>(to + 1, continuation(point >> 6));
    store<u8>(to + 2, continuation(point));
    return to + 3;
  }
  store<u8>(to, <u8>(0xf0 | (point >> 18)));
  store<u8>(to + 1, continuation(point >> 12));
  store<u8>(to + 2, continuation(point >> 6));
  store<u8>(to + 3, continuation(point));
  return to + 4;
}

function continuation(bits: u32): u8 {
  return <u8>(0x80 | (bits & 0x3f));
}

/** 0 for a letter that escapes nothing. */
function shortEscape(letter: u8): u8 {
  if (letter == QUOTE || letter == BACKSLASH || letter == 0x2f) return letter; // a quote, backslash or slash means itself
  if (letter == 0x6e) return LINE_FEED; // n
  if (letter == 0x74) return 0x09; // t
  if (letter == 0x72) return CARRIAGE_RETURN; // r
  if (letter == 0x62) return 0x08; // b
  return letter == 0x66 ? 0x0c : 0; // f
}

/** Writes a well-formed value without its insignificant white space; returns the address after it. */
export function compact(from: usize, end: usize, to: usize): usize {
  let inside = false;
  for (; from < end; from++) {
    const byte = load<u8>(from);
    if (byte == QUOTE) inside = !inside;
    if (inside || byte > SPACE) store<u8>(to++, byte);
    // The byte after a backslash is copied, even if it is a quote.
    if (byte == BACKSLASH) store<u8>(to++, load<u8>(++from));
  }
  return to;
}

/** True if a text holds a byte that the line format's delimiter policy covers. */
export function holdsDelimiter(text: usize, length: u32): bool {
  const end = text + length;
  for (; text < end; text++) {
    const byte = load<u8>(text);
    if (byte == COMMA || byte == EQUALS || byte == LINE_FEED || byte == CARRIAGE_RETURN) return true;
  }
  return false;
}
