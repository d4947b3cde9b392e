// Times of ISO 8601 → milliseconds since 1970 in UTC: `2015-12-10T04:08:31.905Z`. A space may replace the T, seconds and
// their fraction (`.` or `,`) may be missing, so may the offset (`Z`, `+01:00`, `+0100`, `+01`), which means UTC, and so
// may the whole time of day, which means midnight. A space may come before an offset, which may also be `UTC` or `GMT`
// then: `2015-12-10 04:08:31 UTC`. A leap second is the next minute's first.
//
// Of a fraction nine digits count. Whole milliseconds are exact; what is below them is rounded to the nearest double,
// about a quarter of a microsecond in our century, so that a later instant never comes out as an earlier one.

/** The current position; 0 once the text is known not to be a time. */
let at: usize = 0;
let end: usize = 0;

/** NaN if the text is no such time. */
export function instantOf(text: usize, length: u32): f64 {
  at = text;
  end = text + length;
  const year = digits(4);
  expect(0x2d);
  const month = digits(2);
  expect(0x2d);
  const day = digits(2);
  if (at == 0 || month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) return NaN;
  const midnight = <i64>daysBefore(year, month, day) * 86400;
  if (at == end) return <f64>(midnight * 1000);
  const separator = load<u8>(at++);
  if (separator != 0x54 && separator != 0x74 && separator != 0x20) return NaN; // T, t, space
  return timeOfDay(midnight);
}

function timeOfDay(midnight: i64): f64 {
  const hour = digits(2);
  expect(0x3a);
  const minute = digits(2);
  let second: u32 = 0;
  let nanoseconds: u32 = 0;
  if (next() == 0x3a) {
    at++;
    second = digits(2);
    if (at != 0 && (next() == 0x2e || next() == 0x2c)) nanoseconds = fraction();
  }
  const offset = offsetMinutes();
  if (at == 0 || at != end || hour > 23 || minute > 59 || second > 60) return NaN;
  const seconds = midnight + hour * 3600 + (<i64>minute - offset) * 60 + second;
  const milliseconds = seconds * 1000 + nanoseconds / 1000000;
  return <f64>milliseconds + <f64>(nanoseconds % 1000000) / 1000000;
}

/** The current byte, 0 at the end. */
function next(): u8 {
  return at != 0 && at < end ? load<u8>(at) : 0;
}

function expect(byte: u8): void {
  at = next() == byte ? at + 1 : 0;
}

function isDigit(byte: u8): bool {
  return <u32>byte - 0x30 < 10;
}

function digits(count: u32): u32 {
  let value: u32 = 0;
  for (; count > 0; count--) {
    const byte = next();
    if (!isDigit(byte)) {
      at = 0;
      return 0;
    }
    value = value * 10 + (byte - 0x30);
    at++;
  }
  return value;
}

/** The fraction of a second in nanoseconds; begins at its point. */
function fraction(): u32 {
  at++;
  if (!isDigit(next())) at = 0;
  let value: u32 = 0;
  let unit: u32 = 100000000;
  for (; isDigit(next()); at++) {
    value += (load<u8>(at) - 0x30) * unit;
    unit /= 10;
  }
  return value;
}

function offsetMinutes(): i64 {
  if (next() == 0) return 0;
  if (next() == 0x20) {
    at++;
    if (isUtc()) return 0;
  }
  const sign = next();
  if (sign != 0) at++;
  if (sign == 0x5a || sign == 0x7a) return 0; // Z, z
  if (sign != 0x2b && sign != 0x2d) at = 0;
  const hours = digits(2);
  if (next() == 0x3a) at++;
  else if (next() == 0) return signed(sign, hours * 60);
  const minutes = digits(2);
  if (hours > 23 || minutes > 59) at = 0;
  return signed(sign, hours * 60 + minutes);
}

/** `UTC` or `GMT` up to the end. */
function isUtc(): bool {
  if (end - at != 3) return false;
  const word = ((<u32>load<u8>(at)) << 16) | ((<u32>load<u8>(at + 1)) << 8) | load<u8>(at + 2);
  if (word != 0x555443 && word != 0x474d54) return false;
  at = end;
  return true;
}

function signed(sign: u8, minutes: u32): i64 {
  if (minutes >= 1440) at = 0;
  return sign == 0x2d ? -(<i64>minutes) : <i64>minutes;
}

function daysOf(year: u32, month: u32): u32 {
  if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/** Days since 1970-01-01. Years begin in March here, so that a leap day is the last day of its year. */
function daysBefore(year: u32, month: u32, day: u32): i32 {
  const shifted = month > 2 ? month - 3 : month + 9;
  const from = <i32>year - i32(month <= 2);
  const era = from >= 0 ? from / 400 : -1;
  const yearOfEra = from - era * 400;
  const dayOfYear = <i32>((153 * shifted + 2) / 5 + day - 1);
  const dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}
