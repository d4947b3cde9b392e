// Decimal numbers as fixed point, exact: 45 digits before the point and 45 after it, in limbs of nine digits, the lowest first.
// Of a negative number every limb is negative or 0.

import { FAULT_OTHER_STRING, FAULT_TOO_FINE, FAULT_TOO_LARGE } from '../layout/columns';

const LIMB_DIGITS: i64 = 9;
const BASE: i64 = 1000000000;
const LIMBS: u32 = 10;
const LIMB_BYTES: u32 = 4;
/** Bytes of a number. */
export const DECIMAL_BYTES: u32 = LIMBS * LIMB_BYTES;
/** Where its last two limbs are. */
const LAST_LIMBS = 32;
/** The first limb before the point. */
const WHOLE_LIMB: u32 = 5;
/** Digits before the point, and after it, that a number may have. */
const PLACES: i64 = 40;
/** Larger exponents are all alike. */
const MAX_EXPONENT: i64 = 1000000000000;

/** The number read last. */
export const decimal: usize = memory.data(48, 16);
/** Its lowest and its highest limb that may not be 0. */
let lowest: u32 = 0;
let highest: u32 = 0;

const POWERS = memory.data<u32>([1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000]);

function powerOfTen(exponent: u32): u32 {
  return load<u32>(POWERS + (exponent << 2));
}

function isDigitAt(at: usize, end: usize): bool {
  return at < end && <u32>load<u8>(at) - 0x30 < 10;
}

function digitsEnd(at: usize, end: usize): usize {
  while (isDigitAt(at, end)) at++;
  return at;
}

/** Whether a text is a number that can be added: 0, or FAULT_ for what is wrong. */
export function checkDecimal(from: usize, end: usize): u32 {
  return readDecimal(from, end);
}

/** Reads a JSON number into `decimal`; returns 0, or FAULT_ for what is wrong with it. */
export function readDecimal(from: usize, end: usize): u32 {
  const negative = from < end && load<u8>(from) == 0x2d;
  const whole = negative ? from + 1 : from;
  const wholeEnd = digitsEnd(whole, end);
  if (wholeEnd == whole || (load<u8>(whole) == 0x30 && wholeEnd != whole + 1)) return FAULT_OTHER_STRING;
  let at = wholeEnd;
  let fraction = wholeEnd;
  if (at < end && load<u8>(at) == 0x2e) {
    fraction = at + 1;
    at = digitsEnd(fraction, end);
    if (at == fraction) return FAULT_OTHER_STRING;
  }
  const fractionEnd = at;
  v128.store(decimal, i64x2.splat(0));
  v128.store(decimal, i64x2.splat(0), 16);
  v128.store(decimal, i64x2.splat(0), 32);
  if (at == end && wholeEnd - whole <= <usize>LIMB_DIGITS && fractionEnd - fraction <= <usize>LIMB_DIGITS) {
    const sign: i32 = negative ? -1 : 1;
    putLimb(WHOLE_LIMB, sign * <i32>valueOf(whole, wholeEnd));
    const digits = <u32>(fractionEnd - fraction);
    const scaled = valueOf(fraction, fractionEnd) * (digits == 0 ? 1 : powerOfTen(<u32>LIMB_DIGITS - digits));
    putLimb(WHOLE_LIMB - 1, sign * <i32>scaled);
    lowest = WHOLE_LIMB - 1;
    highest = WHOLE_LIMB;
    return 0;
  }
  let exponent: i64 = 0;
  if (at < end && (load<u8>(at) | 0x20) == 0x65) {
    at++;
    const sign = at < end ? load<u8>(at) : 0;
    if (sign == 0x2b || sign == 0x2d) at++;
    const digits = at;
    for (; isDigitAt(at, end); at++) {
      exponent = min<i64>(MAX_EXPONENT, exponent * 10 + (<i64>load<u8>(at) - 0x30));
    }
    if (at == digits) return FAULT_OTHER_STRING;
    if (sign == 0x2d) exponent = -exponent;
  }
  if (at != end) return FAULT_OTHER_STRING;
  return putDigits(whole, fractionEnd, <i64>(wholeEnd - whole) - 1 + exponent, negative);
}

function valueOf(at: usize, end: usize): u32 {
  let value: u32 = 0;
  for (; at < end; at++) value = value * 10 + (load<u8>(at) - 0x30);
  return value;
}

function putLimb(index: u32, value: i32): void {
  store<i32>(decimal + index * LIMB_BYTES, value);
}

/** Puts digits, among which there may be a point, the first of them at a power of ten. */
function putDigits(at: usize, end: usize, power: i64, negative: bool): u32 {
  lowest = LIMBS;
  highest = 0;
  for (; at < end; at++) {
    const byte = load<u8>(at);
    if (byte == 0x2e) continue;
    if (byte != 0x30) {
      if (power >= PLACES) return FAULT_TOO_LARGE;
      if (power < -PLACES) return FAULT_TOO_FINE;
      const place = <u32>(power + LIMB_DIGITS * WHOLE_LIMB);
      const limb = place / <u32>LIMB_DIGITS;
      const value = <i32>((<u32>byte - 0x30) * powerOfTen(place % <u32>LIMB_DIGITS));
      const address = decimal + limb * LIMB_BYTES;
      store<i32>(address, load<i32>(address) + (negative ? -value : value));
      lowest = min(lowest, limb);
      highest = max(highest, limb);
    }
    power--;
  }
  if (lowest > highest) lowest = highest;
  return 0;
}

/** Negative, zero or positive as number `a` is less than, equal to or greater than `b`. */
export function compareDecimals(a: usize, b: usize): i32 {
  for (let index: i32 = <i32>LIMBS - 1; index >= 0; index--) {
    const one = load<i32>(a + index * LIMB_BYTES);
    const other = load<i32>(b + index * LIMB_BYTES);
    if (one != other) return one < other ? -1 : 1;
  }
  return 0;
}

export function copyDecimal(to: usize, from: usize): void {
  v128.store(to, v128.load(from));
  v128.store(to, v128.load(from, 16), 16);
  store<u64>(to, load<u64>(from, LAST_LIMBS), LAST_LIMBS);
}

// A sum has limbs of its own, i64, which hold what is carried later, and two more of them: for the sum of 10^18 numbers.

const SUM_LIMBS: u32 = 12;
const SUM_LIMB_BYTES: u32 = 8;
/** After the limbs: how many numbers were added since the last carry. */
const SUM_ADDED: u32 = SUM_LIMBS * SUM_LIMB_BYTES;
export const SUM_BYTES: u32 = SUM_ADDED + 8;
/** This many limbs below 10^9 are no more than an i64 holds. */
const MAX_ADDED: u64 = 1 << 32;

/** Adds the number read last. A sum begins as zeros. */
export function addDecimal(sum: usize): void {
  for (let index = lowest; index <= highest; index++) {
    const limb = sum + index * SUM_LIMB_BYTES;
    store<i64>(limb, load<i64>(limb) + <i64>load<i32>(decimal + index * LIMB_BYTES));
  }
  const added = load<u64>(sum + SUM_ADDED) + 1;
  store<u64>(sum + SUM_ADDED, added);
  if (added == MAX_ADDED) carry(sum);
}

function sumLimb(sum: usize, index: u32): i64 {
  return load<i64>(sum + index * SUM_LIMB_BYTES);
}

function setSumLimb(sum: usize, index: u32, value: i64): void {
  store<i64>(sum + index * SUM_LIMB_BYTES, value);
}

function carry(sum: usize): void {
  for (let index: u32 = 0; index < SUM_LIMBS - 1; index++) {
    const limb = sumLimb(sum, index);
    setSumLimb(sum, index, limb % BASE);
    setSumLimb(sum, index + 1, sumLimb(sum, index + 1) + limb / BASE);
  }
  store<u64>(sum + SUM_ADDED, 0);
}

/** The most bytes that a sum is written with. */
export const MAX_SUM_TEXT: u32 = 128;

/** Writes a sum: without exponent, without zeros at the end of the fraction. Returns the address after it. */
export function writeSum(sum: usize, to: usize): usize {
  carry(sum);
  if (isNegative(sum)) {
    for (let index: u32 = 0; index < SUM_LIMBS; index++) setSumLimb(sum, index, -sumLimb(sum, index));
    to = writeMagnitude(sum, to, true);
    for (let index: u32 = 0; index < SUM_LIMBS; index++) setSumLimb(sum, index, -sumLimb(sum, index));
    return to;
  }
  return writeMagnitude(sum, to, false);
}

function isNegative(sum: usize): bool {
  for (let index: i32 = <i32>SUM_LIMBS - 1; index >= 0; index--) {
    const limb = sumLimb(sum, index);
    if (limb != 0) return limb < 0;
  }
  return false;
}

/** Of a sum that is not negative. */
function writeMagnitude(sum: usize, to: usize, negative: bool): usize {
  for (let index: u32 = 0; index < SUM_LIMBS - 1; index++) {
    if (sumLimb(sum, index) >= 0) continue;
    setSumLimb(sum, index, sumLimb(sum, index) + BASE);
    setSumLimb(sum, index + 1, sumLimb(sum, index + 1) - 1);
  }
  if (negative) store<u8>(to++, 0x2d);
  let top = SUM_LIMBS - 1;
  while (top > WHOLE_LIMB && sumLimb(sum, top) == 0) top--;
  const start = to;
  to = writeLimb(sumLimb(sum, top), to);
  // Without the zeros in front, but for the last digit.
  let digits = start;
  while (digits < to - 1 && load<u8>(digits) == 0x30) digits++;
  memory.copy(start, digits, to - digits);
  to -= digits - start;
  for (let index = top; index > WHOLE_LIMB; index--) to = writeLimb(sumLimb(sum, index - 1), to);
  const point = to;
  store<u8>(to++, 0x2e);
  for (let index = WHOLE_LIMB; index > 0; index--) to = writeLimb(sumLimb(sum, index - 1), to);
  while (load<u8>(to - 1) == 0x30) to--;
  return to - 1 == point ? point : to;
}

/** Nine digits. */
function writeLimb(limb: i64, to: usize): usize {
  for (let place = to + <usize>LIMB_DIGITS; place > to; ) {
    store<u8>(--place, 0x30 + <u8>(limb % 10));
    limb /= 10;
  }
  return to + <usize>LIMB_DIGITS;
}
