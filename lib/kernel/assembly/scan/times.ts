// A timestamp that is a number: read and converted in one pass, since nearly all are seconds or milliseconds since 1970.

import { numberValue } from '../number';
import { DIGIT_0, LETTER_E, POINT } from './json-bytes';
import { setTimestamp } from './record';
import { scanNumber } from './values';

/** A byte that ends a number. */
const NO_DIGIT: u8 = 0;
/** An integer of this many digits is exact as a double. */
const EXACT_DIGITS: u32 = 15;

/** The record's timestamp; returns the address after it, or 0 where it is malformed. */
export function scanTime(at: usize): usize {
  const digits = i8x16.sub(v128.load(at), i8x16.splat(<i8>DIGIT_0));
  const others = i8x16.bitmask(i8x16.gt_u(digits, i8x16.splat(9)));
  const count = <u32>ctz(others | 0x10000);
  const end = at + count;
  const follows = load<u8>(end);
  if (
    count < 8 ||
    count > EXACT_DIGITS ||
    load<u8>(at) == DIGIT_0 ||
    follows == POINT ||
    (follows | 0x20) == LETTER_E
  ) {
    return scanOddTime(at);
  }
  let value = eightDigits(load<u64>(at));
  for (let digit = at + 8; digit < end; digit++) value = value * 10 + (load<u8>(digit) - DIGIT_0);
  setTimestamp(<f64>value);
  return end;
}

function scanOddTime(at: usize): usize {
  const end = scanNumber(at);
  setTimestamp(end == 0 ? NaN : numberValue(at, end));
  return end;
}

/** Combines neighbours: to numbers of two digits, then of four, then of eight. */
function eightDigits(text: u64): u64 {
  text = ((text & 0x0f0f0f0f0f0f0f0f) * 2561) >> 8;
  text = ((text & 0x00ff00ff00ff00ff) * 6553601) >> 16;
  return ((text & 0x0000ffff0000ffff) * 42949672960001) >> 32;
}

/** The value of a text that is a JSON number and nothing else; NaN for any other. */
export function numberOf(text: usize, length: u32): f64 {
  // A text with escapes has been written to where no end is marked.
  const end = text + length;
  const behind = load<u8>(end);
  store<u8>(end, NO_DIGIT);
  const numberEnd = scanNumber(text);
  store<u8>(end, behind);
  return numberEnd == end ? numberValue(text, end) : NaN;
}
