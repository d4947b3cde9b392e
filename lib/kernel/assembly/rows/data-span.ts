// Finds the object `data` of a plain activity in its line, which is known to be well-formed JSON. It is often most of the line,
// its names are many, and few reducers look at it: so it is left out of what is read at once.

import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  SPACE,
} from '../scan/json-bytes';

/** A shorter object is not worth the effort. */
const LEAST_BYTES: u32 = 16;
const DATA: u32 = 0x61746164; // data
const DATA_BYTES: u32 = 4;

/** Where the object found last begins, and its length. */
export let dataStart: usize = 0;
export let dataLength: u32 = 0;

let escaped: bool = false;

/** The closing quote of the string whose first byte is at `at`. */
function endOfString(at: usize): usize {
  while (true) {
    const bytes = v128.load(at);
    const found = v128.or(
      i8x16.eq(bytes, i8x16.splat(<i8>QUOTE)),
      i8x16.eq(bytes, i8x16.splat(<i8>BACKSLASH)),
    );
    const mask = i8x16.bitmask(found);
    if (mask == 0) {
      at += 16;
      continue;
    }
    at += ctz(mask);
    if (load<u8>(at) == QUOTE) return at;
    escaped = true;
    at += 2;
  }
}

function skipSpace(at: usize): usize {
  while (load<u8>(at) <= SPACE) at++;
  return at;
}

/** The address behind the value that begins at `at`. */
function skipValue(at: usize): usize {
  let depth: u32 = 0;
  while (true) {
    const byte = load<u8>(at);
    if (byte == QUOTE) at = endOfString(at + 1);
    else if (byte == OPEN_BRACE || byte == OPEN_BRACKET) depth++;
    else if (byte == CLOSE_BRACE || byte == CLOSE_BRACKET) {
      // The end of the object around it.
      if (depth == 0) return at;
      depth--;
    } else if (byte == COMMA && depth == 0) return at;
    at++;
    if (depth == 0 && (byte == QUOTE || byte == CLOSE_BRACE || byte == CLOSE_BRACKET)) return at;
  }
}

/** False if there is none that is worth it, or if it is not plain which one counts: names with escapes, or `data` given twice. */
export function findData(line: usize): bool {
  let found = false;
  let at = skipSpace(line) + 1;
  while (true) {
    at = skipSpace(at);
    // Of an object without members; and else of a name.
    if (load<u8>(at) != QUOTE) return found;
    escaped = false;
    const name = at + 1;
    const close = endOfString(name);
    if (escaped) return false;
    at = skipSpace(close + 1);
    if (load<u8>(at) != COLON) return false;
    at = skipSpace(at + 1);
    const value = at;
    at = skipValue(value);
    if (<u32>(close - name) == DATA_BYTES && load<u32>(name) == DATA) {
      if (found || load<u8>(value) != OPEN_BRACE || <u32>(at - value) < LEAST_BYTES) return false;
      found = true;
      dataStart = value;
      dataLength = <u32>(at - value);
    }
    at = skipSpace(at);
    if (load<u8>(at) != COMMA) return found;
    at++;
  }
}
