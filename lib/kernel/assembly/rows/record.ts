// Reads and writes the heads and the lengths of records, see ../../layout/record.ts.

import {
  KIND_EVENT,
  KIND_MEASURED,
  KIND_WHOLE_TIME,
  LONG_CLEARED,
  LONG_LENGTH_BYTES,
  LONG_PAIR_BYTES,
  LONG_PAIR_SECOND,
  LONG_SIZE,
  LONG_USER,
  LONG_USER_LENGTH,
  RECORD_KIND,
  RECORD_SIZE,
  SHORT_CLEARED,
  SHORT_LENGTH_BYTES,
  SHORT_PAIR_BYTES,
  SHORT_PAIR_SECOND,
  SHORT_USER,
  SHORT_USER_LENGTH,
  TIME_BYTES,
  WHOLE_TIME_BYTES,
} from '../../layout/record';

export function isLong(record: usize): bool {
  return load<u16>(record, RECORD_SIZE) == 0;
}

export function recordSize(record: usize): u32 {
  const size = <u32>load<u16>(record, RECORD_SIZE);
  return size != 0 ? size : load<u32>(record, LONG_SIZE);
}

export function recordKind(record: usize): u32 {
  return load<u8>(record, RECORD_KIND);
}

export function isEvent(record: usize): bool {
  return (recordKind(record) & KIND_EVENT) != 0;
}

export function recordUser(record: usize): usize {
  return record + (isLong(record) ? LONG_USER : SHORT_USER);
}

export function recordUserLength(record: usize): u32 {
  return isLong(record) ? load<u32>(record, LONG_USER_LENGTH) : <u32>load<u8>(record, SHORT_USER_LENGTH);
}

/** What follows the user. */
export function recordBody(record: usize): usize {
  return recordUser(record) + recordUserLength(record);
}

/** Of attributes: the number of entries. */
export function recordEntries(record: usize): u32 {
  const body = recordBody(record);
  return firstLength(body, isLong(record));
}

/** Bytes of a length, or of a number of entries. */
export function lengthBytes(long: bool): u32 {
  return long ? LONG_LENGTH_BYTES : SHORT_LENGTH_BYTES;
}

/** Bytes of a pair of lengths: of a name and an id, or of a name and a value. */
export function pairBytes(long: bool): u32 {
  return long ? LONG_PAIR_BYTES : SHORT_PAIR_BYTES;
}

export function firstLength(pair: usize, long: bool): u32 {
  return long ? load<u32>(pair) : <u32>load<u8>(pair);
}

export function secondLength(pair: usize, long: bool): u32 {
  return long ? load<u32>(pair, LONG_PAIR_SECOND) : <u32>load<u8>(pair, SHORT_PAIR_SECOND);
}

/** Bytes of the texts of an entry whose lengths are at `pair`; a cleared value has none. */
export function entryTextBytes(pair: usize, long: bool): u32 {
  const length = secondLength(pair, long);
  return firstLength(pair, long) + (length == (long ? LONG_CLEARED : SHORT_CLEARED) ? 0 : length);
}

/** The number of rows of a record, at least one: its attributes, its id, or that its user exists. */
export function recordRows(record: usize): u32 {
  return isEvent(record) ? 1 : max<u32>(1, recordEntries(record));
}

/** Bytes that a timestamp takes. */
export function timeBytes(kind: u32): u32 {
  return (kind & KIND_WHOLE_TIME) != 0 ? WHOLE_TIME_BYTES : TIME_BYTES;
}

export function readTime(at: usize, kind: u32): f64 {
  return (kind & KIND_WHOLE_TIME) != 0 ? <f64>load<u32>(at) : load<f64>(at);
}

export function isMeasured(record: usize): bool {
  return (recordKind(record) & KIND_MEASURED) != 0;
}

/** What a measured event says about measures: the address of its flags. */
export function recordMeasures(record: usize): usize {
  const long = isLong(record);
  const body = recordBody(record);
  return body + pairBytes(long) + firstLength(body, long) + secondLength(body, long);
}

/** Bytes of a record before its body. */
export function headBytes(long: bool, userLength: u32): u32 {
  return (long ? LONG_USER : SHORT_USER) + userLength;
}

/** Writes the head without the user's bytes. Returns the address for them. */
export function writeHead(to: usize, long: bool, kind: u32, size: u32, userLength: u32): usize {
  store<u16>(to, long ? 0 : <u16>size, RECORD_SIZE);
  store<u8>(to, <u8>kind, RECORD_KIND);
  if (!long) {
    store<u8>(to, <u8>userLength, SHORT_USER_LENGTH);
    return to + SHORT_USER;
  }
  store<u8>(to, 0, SHORT_USER_LENGTH);
  store<u32>(to, size, LONG_SIZE);
  store<u32>(to, userLength, LONG_USER_LENGTH);
  return to + LONG_USER;
}

/** Writes a length, or a number of entries. Returns the address after it. */
export function writeLength(to: usize, long: bool, length: u32): usize {
  if (long) store<u32>(to, length);
  else store<u8>(to, <u8>length);
  return to + lengthBytes(long);
}

/** Records between two addresses. */
export function countRecords(from: usize, end: usize): u32 {
  let count: u32 = 0;
  for (; from < end; from += recordSize(from)) count++;
  return count;
}
