// The order of users: by the bytes of their ids, or numeric: decimal integers first, by value (equal values by
// bytes), then all other ids by bytes. Each order has a prefix, an integer that never contradicts it, so that nearly all
// comparisons end there.

import { compareBehindPrefix, compareBytes, prefix } from './bytes';

let numeric: bool = false;

export function usersAreNumeric(): bool {
  return numeric;
}

export function orderUsersNumerically(yes: bool): void {
  numeric = yes;
}

// A numeric prefix: two bits of class, then 62 bits of the class's own measure.
const NEGATIVE: u64 = 0;
const POSITIVE: u64 = 1 << 62;
const OTHER: u64 = 2 << 62;
const MEASURE: u64 = (1 << 62) - 1;

/** Digits that always fit into 62 bits; longer numbers share the largest measure and are compared in full. */
const SAFE_DIGITS: u32 = 18;

const MINUS: u8 = 0x2d;
const ZERO: u8 = 0x30;

function isInteger(text: usize, length: u32): bool {
  let index: u32 = length > 0 && load<u8>(text) == MINUS ? 1 : 0;
  if (index == length) return false;
  for (; index < length; index++) {
    if (<u8>(load<u8>(text + index) - ZERO) > 9) return false;
  }
  return true;
}

/** Index of the first digit that counts, after the sign and leading zeros; `length` for a zero. */
function firstDigit(text: usize, length: u32): u32 {
  let index: u32 = load<u8>(text) == MINUS ? 1 : 0;
  while (index < length && load<u8>(text + index) == ZERO) index++;
  return index;
}

export function userPrefix(text: usize, length: u32): u64 {
  if (!numeric) return prefix(text, length);
  if (!isInteger(text, length)) return OTHER | (prefix(text, length) >> 2);
  let index = firstDigit(text, length);
  let magnitude = MEASURE;
  if (length - index <= SAFE_DIGITS) {
    magnitude = 0;
    for (; index < length; index++) magnitude = magnitude * 10 + (load<u8>(text + index) - ZERO);
  }
  // A negative zero is a zero.
  if (load<u8>(text) != MINUS || magnitude == 0) return POSITIVE | magnitude;
  return NEGATIVE | (MEASURE - magnitude);
}

/** Orders two users of equal prefix. */
export function compareUsers(a: usize, aLength: u32, b: usize, bLength: u32): i32 {
  if (!numeric) return compareBehindPrefix(a, aLength, b, bLength);
  if (isInteger(a, aLength) && isInteger(b, bLength)) {
    const aFirst = firstDigit(a, aLength);
    const bFirst = firstDigit(b, bLength);
    const aDigits = aLength - aFirst;
    const bDigits = bLength - bFirst;
    // Equal prefixes have equal signs, but for zeros, which have no digits left.
    const sign = load<u8>(a) == MINUS ? -1 : 1;
    if (aDigits != bDigits) return aDigits < bDigits ? -sign : sign;
    const byDigits = compareBytes(a + aFirst, aDigits, b + bFirst, bDigits);
    if (byDigits != 0) return byDigits < 0 ? -sign : sign;
  }
  return compareBytes(a, aLength, b, bLength);
}
