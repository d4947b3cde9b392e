// The current record: one line, or the second activity of one. Its words are put one by one, in any order, and the next
// record follows when it has ended.

import {
  ENTRY_WORDS,
  RECORD_ENTRIES,
  RECORD_FIRST_ENTRY,
  RECORD_LINE_LENGTH,
  RECORD_LINE_OFFSET,
  RECORD_SHAPE,
  RECORD_WORDS,
  SHAPE_TOO_LONG,
} from '../../layout/columns';
import { entry, setEntry } from './data';
import { input } from './texts';

const TIMESTAMP_BYTES: usize = 8;

/** The current record. */
export let record: usize = 0;
let timestamp: usize = 0;
let firstRecord: usize = 0;
let recordsEnd: usize = 0;
/** Where the entries of all lines begin. */
export let firstEntry: usize = 0;
/** Where the entries of the line begin. */
export let lineEntries: usize = 0;

export function resetRecords(records: usize, timestamps: usize, entries: usize): void {
  record = firstRecord = records;
  recordsEnd = timestamps;
  timestamp = timestamps;
  firstEntry = entries;
  setEntry(entries);
}

export function scannedRecords(): u32 {
  return <u32>(record - firstRecord) / (RECORD_WORDS << 2);
}

export function scannedEntries(): u32 {
  return <u32>(entry - firstEntry) / (ENTRY_WORDS << 2);
}

/** Whether there is room for `count` more records. */
export function hasRecordRoom(count: u32): bool {
  return record + count * (RECORD_WORDS << 2) <= recordsEnd;
}

/** The first record of a line. */
export function beginRecord(): void {
  lineEntries = entry;
  clearRecord();
}

/** Begins a record whose entries are told when it ends. */
export function clearRecord(): void {
  const zeros = i64x2.splat(0);
  v128.store(record, zeros);
  v128.store(record, zeros, 16);
  v128.store(record, zeros, (RECORD_WORDS << 2) - 16);
  store<f64>(timestamp, NaN);
}

/** A word of the current record. */
export function got(word: u32): u32 {
  return load<u32>(record + (word << 2));
}

export function put(word: u32, value: u32): void {
  store<u32>(record + (word << 2), value);
}

export function setTimestamp(value: f64): void {
  store<f64>(timestamp, value);
}

export function timestampOf(): f64 {
  return load<f64>(timestamp);
}

/** Its entries are those from `lineEntries` on. */
export function endRecord(shape: u32, line: usize, length: u32): void {
  endRecordOf(shape, line, length, lineEntries, entry);
}

export function endRecordOf(shape: u32, line: usize, length: u32, first: usize, end: usize): void {
  put(RECORD_SHAPE, shape);
  put(RECORD_LINE_OFFSET, <u32>(line - input));
  put(RECORD_LINE_LENGTH, length);
  put(RECORD_FIRST_ENTRY, <u32>(first - firstEntry) / (ENTRY_WORDS << 2));
  put(RECORD_ENTRIES, <u32>(end - first) / (ENTRY_WORDS << 2));
  record += RECORD_WORDS << 2;
  timestamp += TIMESTAMP_BYTES;
}

/** A whole record without fields. */
export function putEmptyRecord(shape: u32, line: usize, length: u32): void {
  clearRecord();
  endRecordOf(shape, line, length, entry, entry);
}

/** The record that ended last. */
export function lastRecord(): usize {
  return record - (RECORD_WORDS << 2);
}

export function lastTimestamp(): f64 {
  return load<f64>(timestamp - TIMESTAMP_BYTES);
}

/** Forgets the last record, with its entries: they were those of its line. */
export function dropRecord(): void {
  record -= RECORD_WORDS << 2;
  timestamp -= TIMESTAMP_BYTES;
  setEntry(lineEntries);
}

/** The whole record of a line that has a `fault`; its timestamp is a length where that is what is wrong. */
export function putFault(fault: u32, line: usize, length: u32): void {
  clearRecord();
  setEntry(lineEntries);
  if (fault == SHAPE_TOO_LONG) setTimestamp(<f64>length);
  endRecord(fault, line, length);
}
