// A sample of the keys of rows, from which splitters are chosen (see key-splitters.ts).
//
// Its memory is filled from both ends: keys (see ../../layout/fold.ts) | free | their texts

import {
  KEY_ADDRESS_BYTES,
  KEY_BEHIND,
  KEY_BYTES,
  KEY_ID,
  KEY_NAME,
  KEY_NAME_LENGTH,
  KEY_USER,
  KEY_USER_LENGTH,
  SECTION_ALONE,
} from '../../layout/fold';
import { ITEM_BYTES } from '../../layout/item';
import { keyIdLength, readEntryName, readUser, readWhole } from './keys';
import { isEvent, recordEntries, recordRows, recordSize } from './record';
import { setName } from './set-key';

/** The keys of the sample, in the order in which they came. */
export let sampleStart: usize = 0;
export let sampleEnd: usize = 0;
let texts: usize = 0;

/** Whether keys are those of users alone: of all their rows together. */
export let ofUsers: bool = false;

/** Begins a sample in a memory that it fills from both ends. With `users` it is one of users, not of keys. */
export function beginSample(memoryStart: usize, end: usize, users: bool): void {
  ofUsers = users;
  sampleStart = (memoryStart + 15) & ~15;
  sampleEnd = sampleStart;
  texts = end;
}

export function sampledKeys(): u32 {
  return <u32>(sampleEnd - sampleStart) / KEY_BYTES;
}

/** Copies a text of a key to those of the sample. */
function keepText(key: usize, field: usize, length: u32): void {
  texts -= length;
  memory.copy(texts, load<u32>(key + field), length);
  store<u32>(key + field, <u32>texts);
}

/** Adds a copy of a key to the sample, which must have room for it. */
function keepKey(key: usize): void {
  memory.copy(sampleEnd, key, KEY_BYTES);
  store<u32>(sampleEnd, 0, KEY_BEHIND);
  keepText(sampleEnd, KEY_USER, load<u32>(key, KEY_USER_LENGTH));
  keepText(sampleEnd, KEY_NAME, load<u32>(key, KEY_NAME_LENGTH));
  keepText(sampleEnd, KEY_ID, keyIdLength(key));
  sampleEnd += KEY_BYTES;
}

const sampled: usize = memory.data(KEY_BYTES, 16);

/**
 * Adds the keys of about `wanted` rows to the sample, evenly spread over the records from `from` to `end`. Skips keys whose
 * texts take more than `most` bytes. Stops when the sample is full.
 */
export function sampleRecords(from: usize, end: usize, wanted: u32, most: u32): void {
  let rows: u32 = 0;
  for (let record = from; record < end; record += recordSize(record)) rows += recordRows(record);
  const step = max<u32>(1, rows / wanted);
  let next = step >> 1;
  let before: u32 = 0;
  for (let record = from; record < end; record += recordSize(record)) {
    const behind = before + recordRows(record);
    for (; next < behind; next += step) if (!sampleRow(record, next - before, most)) return;
    before = behind;
  }
}

/** Adds the key of a row of a record. False if the sample is full. */
function sampleRow(record: usize, row: u32, most: u32): bool {
  readUser(sampled, record);
  if (ofUsers) setName(sampled, SECTION_ALONE, 0, 0);
  else if (isEvent(record) || recordEntries(record) == 0) readWhole(sampled, record);
  else readEntryName(sampled, record, row);
  const bytes =
    load<u32>(sampled, KEY_USER_LENGTH) + load<u32>(sampled, KEY_NAME_LENGTH) + keyIdLength(sampled);
  if (bytes > most) return true;
  // The items that sort the keys follow them, and then the addresses of the splitters.
  if (sampleEnd + 2 * KEY_BYTES + (sampledKeys() + 2) * (ITEM_BYTES + KEY_ADDRESS_BYTES) + bytes > texts)
    return false;
  keepKey(sampled);
  return true;
}
