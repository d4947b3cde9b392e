// JSON numbers as doubles. Nearly all timestamps have at most 15 digits: an integer below 2^53 times or divided by a
// power of ten up to 10^22 is one correctly rounded operation on two exact doubles (Clinger 1990). The rest is the
// host's.

import { parseDouble } from './host';

const EXACT_INTEGERS: u64 = 1 << 53;
const EXACT_POWERS: i32 = 22;

/** The double nearest to a well-formed JSON number; infinite where it is out of range. */
export function numberValue(text: usize, end: usize): f64 {
  let at = text;
  const negative = load<u8>(at) == 0x2d;
  if (negative) at++;
  let mantissa: u64 = 0;
  let exponent: i32 = 0;
  let point = false;
  for (; at < end; at++) {
    const byte = load<u8>(at);
    if (byte == 0x2e) {
      point = true;
      continue;
    }
    const digit = <u64>byte - 0x30;
    // An exponent, or more digits than 64 bits hold for sure.
    if (digit > 9 || mantissa > EXACT_INTEGERS) return parseDouble(text, <u32>(end - text));
    mantissa = mantissa * 10 + digit;
    if (point) exponent--;
  }
  if (mantissa > EXACT_INTEGERS || exponent < -EXACT_POWERS) return parseDouble(text, <u32>(end - text));
  const value = exponent == 0 ? <f64>mantissa : <f64>mantissa / powerOfTen(-exponent);
  return negative ? -value : value;
}

function powerOfTen(exponent: i32): f64 {
  let power = 1.0;
  for (; exponent > 0; exponent--) power *= 10;
  return power;
}
