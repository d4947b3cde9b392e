// Reads and writes the body of a timeline's record, see ../../layout/timeline.ts.

import { KIND_FACTS, KIND_UUID } from '../../layout/record';
import {
  LONG_NUMBER_BYTES,
  NUMBER_ID_LENGTH,
  NUMBER_ID_OFFSET,
  NUMBER_LINE_LENGTH,
  NUMBER_NAME_LENGTH,
  NUMBER_NAME_OFFSET,
  NUMBERS,
  SHORT_NUMBER_BYTES,
  TIMELINE_NUMBERS,
  TIMELINE_TIME,
  TIMELINE_TIME_BYTES,
} from '../../layout/timeline';
import { firstLength, isLong, pairBytes, recordBody, recordKind, recordSize, secondLength } from './record';

const SIGN: u64 = 1 << 63;

/** An integer that ascends as times do. 0 for what is none: it comes before all others. */
export function timeKey(time: f64): u64 {
  if (!(abs(time) <= f64.MAX_VALUE)) return 0;
  // The two zeros are equal.
  const bits = time == 0 ? 0 : reinterpret<u64>(time);
  return (bits & SIGN) != 0 ? ~bits : bits | SIGN;
}

export function timeOfKey(key: u64): f64 {
  if (key == 0) return NaN;
  return reinterpret<f64>((key & SIGN) != 0 ? key & ~SIGN : ~key);
}

export function numbersBytes(long: bool): u32 {
  return NUMBERS * (long ? LONG_NUMBER_BYTES : SHORT_NUMBER_BYTES);
}

/** Writes one of the numbers of a record whose body is at `body`. */
export function writeNumber(body: usize, long: bool, index: u32, number: u32): void {
  const at = body + TIMELINE_NUMBERS;
  if (long) store<u32>(at + index * LONG_NUMBER_BYTES, number);
  else store<u16>(at + index * SHORT_NUMBER_BYTES, <u16>number);
}

function readNumber(record: usize, index: u32): u32 {
  const at = recordBody(record) + TIMELINE_NUMBERS;
  return isLong(record)
    ? load<u32>(at + index * LONG_NUMBER_BYTES)
    : <u32>load<u16>(at + index * SHORT_NUMBER_BYTES);
}

export function writeTime(body: usize, key: u64): void {
  store<u64>(body, bswap<u64>(key), TIMELINE_TIME);
}

/** The key of its time. */
export function recordTime(record: usize): u64 {
  return bswap<u64>(load<u64>(recordBody(record), TIMELINE_TIME));
}

export function recordLine(record: usize): usize {
  return recordBody(record) + TIMELINE_NUMBERS + numbersBytes(isLong(record));
}

export function recordLineLength(record: usize): u32 {
  return readNumber(record, NUMBER_LINE_LENGTH);
}

/** Whether it holds the facts of an activity alone. */
export function isFacts(record: usize): bool {
  return (recordKind(record) & KIND_FACTS) != 0;
}

/** Where the lengths of the name and the id of facts are. */
function factsPair(record: usize): usize {
  return recordBody(record) + TIMELINE_TIME_BYTES;
}

export function recordName(record: usize): usize {
  if (isFacts(record)) return factsPair(record) + pairBytes(isLong(record));
  return recordLine(record) + readNumber(record, NUMBER_NAME_OFFSET);
}

/** 0 if it is no event. */
export function recordNameLength(record: usize): u32 {
  return isFacts(record)
    ? firstLength(factsPair(record), isLong(record))
    : readNumber(record, NUMBER_NAME_LENGTH);
}

export function recordId(record: usize): usize {
  if (isFacts(record)) return recordName(record) + recordNameLength(record);
  return recordLine(record) + readNumber(record, NUMBER_ID_OFFSET);
}

export function recordIdLength(record: usize): u32 {
  return isFacts(record)
    ? secondLength(factsPair(record), isLong(record))
    : readNumber(record, NUMBER_ID_LENGTH);
}

/** Whether its id is the 16 bytes of a UUID. */
export function hasUuid(record: usize): bool {
  return (recordKind(record) & KIND_UUID) != 0;
}

/** Replaces the times of records by numbers that ascend from `first` on. Returns the next number. */
export function numberTimelines(from: usize, end: usize, first: f64): f64 {
  let number = <u64>first;
  for (; from < end; from += recordSize(from)) writeTime(recordBody(from), number++);
  return <f64>number;
}

export function isEventOfTimeline(record: usize): bool {
  return recordNameLength(record) > 0;
}

/** The address behind a record. */
export function behindRecord(record: usize): usize {
  return record + recordSize(record);
}

/** The time of a record; NaN if it has none. */
export function timelineTime(record: usize): f64 {
  return timeOfKey(recordTime(record));
}
