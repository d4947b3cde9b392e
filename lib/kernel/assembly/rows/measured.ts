// What measured events say about measures, see ../../layout/record.ts.

import {
  MEASURED_FLAGS,
  MEASURED_FLAGS_BYTES,
  MEASURED_ORDINAL,
  MEASURED_TIME,
  MEASURED_WHOLE_TIME,
  ORDINAL_BYTES,
  TIME_BYTES,
  VALUE_COLUMN,
  VALUE_COLUMN_BYTES,
  WHOLE_TIME_BYTES,
} from '../../layout/record';
import { copyLoosely } from '../bytes';
import { firstLength, isLong, lengthBytes, recordMeasures, recordSize } from './record';

export function measuredTimeBytes(flags: u32): u32 {
  if ((flags & MEASURED_WHOLE_TIME) != 0) return WHOLE_TIME_BYTES;
  return (flags & MEASURED_TIME) != 0 ? TIME_BYTES : 0;
}

// Of the event opened last:
/** NaN if its time does not count. */
export let eventTime: f64 = NaN;
/** Whether it has an ordinal, and which. */
export let hasOrdinal: bool = false;
export let eventOrdinal: u64 = 0;
let next: usize = 0;
let end: usize = 0;
let long: bool = false;

// Of the value read last:
export let valueColumn: u32 = 0;
export let valueText: usize = 0;
export let valueLength: u32 = 0;

/** Begins to read what an event says. */
export function openMeasures(record: usize): void {
  next = recordMeasures(record);
  end = record + recordSize(record);
  long = isLong(record);
  const flags = <u32>load<u8>(next, MEASURED_FLAGS);
  next += MEASURED_FLAGS_BYTES;
  eventTime = NaN;
  if ((flags & MEASURED_WHOLE_TIME) != 0) eventTime = <f64>load<u32>(next);
  else if ((flags & MEASURED_TIME) != 0) eventTime = load<f64>(next);
  next += measuredTimeBytes(flags);
  hasOrdinal = (flags & MEASURED_ORDINAL) != 0;
  if (!hasOrdinal) return;
  eventOrdinal = load<u64>(next);
  next += ORDINAL_BYTES;
}

/** Reads its next value; false if there is none. */
export function nextMeasured(): bool {
  if (next >= end) return false;
  valueColumn = load<u8>(next, VALUE_COLUMN);
  next += VALUE_COLUMN_BYTES;
  valueLength = firstLength(next, long);
  valueText = next + lengthBytes(long);
  next = valueText + valueLength;
  return true;
}

/** Copies an event that has no ordinal, and gives it one: it takes ORDINAL_BYTES more, and its size is for the caller to set. */
export function copyWithOrdinal(to: usize, record: usize, ordinal: u64): void {
  const size = recordSize(record);
  const measures = recordMeasures(record);
  const flags = <u32>load<u8>(measures, MEASURED_FLAGS);
  const head = <u32>(measures - record) + MEASURED_FLAGS_BYTES + measuredTimeBytes(flags);
  memory.copy(to, record, head);
  store<u8>(to + (measures - record), <u8>(flags | MEASURED_ORDINAL), MEASURED_FLAGS);
  store<u64>(to + head, ordinal);
  copyLoosely(to + head + ORDINAL_BYTES, record + head, size - head);
}
