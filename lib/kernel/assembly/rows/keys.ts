// Whole keys of rows (user, section, name, id), by which rows are distributed that no partition of users can hold: of one
// user who has too many. Splitters are keys; a partition goes from one to the next.
//
// Memory of a sample, which takes keys from both ends: keys (see ../../layout/fold.ts) | free | their texts

import {
  KEY_BEHIND,
  KEY_BYTES,
  KEY_ID,
  KEY_ID_LENGTH,
  KEY_NAME,
  KEY_NAME_LENGTH,
  KEY_NAME_PREFIX,
  KEY_SECTION,
  KEY_USER,
  KEY_USER_LENGTH,
  KEY_USER_PREFIX,
  SECTION_ALONE,
  SECTION_ATTRIBUTE,
  SECTION_EVENT,
} from '../../layout/fold';
import { ITEM_BYTES } from '../../layout/item';
import { KIND_UUID } from '../../layout/record';
import { compareBehindPrefix, prefix } from '../bytes';
import { itemAddress, putItem, sort } from '../sort';
import { compareUsers, userPrefix } from '../user-order';
import {
  entryTextBytes,
  firstLength,
  isEvent,
  isLong,
  lengthBytes,
  pairBytes,
  recordBody,
  recordEntries,
  recordKind,
  recordRows,
  recordSize,
  recordUser,
  recordUserLength,
  secondLength,
  timeBytes,
} from './record';
import { compareIds } from './user-rows';

let keys: usize = 0;
let keysEnd: usize = 0;
let texts: usize = 0;

/** UUIDs are told from texts by the lowest bit of a length, kept doubled. */
function idLengthOf(key: usize): u32 {
  return load<u32>(key, KEY_ID_LENGTH) >> 1;
}

/** Begins a sample in a memory that it fills from both ends. */
export function beginSample(memoryStart: usize, end: usize): void {
  keys = (memoryStart + 15) & ~15;
  keysEnd = keys;
  texts = end;
}

export function sampledKeys(): u32 {
  return <u32>(keysEnd - keys) / KEY_BYTES;
}

/** Reads into `key` the user of a record. */
export function readUser(key: usize, record: usize): void {
  const user = recordUser(record);
  const length = recordUserLength(record);
  store<u64>(key, userPrefix(user, length), KEY_USER_PREFIX);
  store<u32>(key, <u32>user, KEY_USER);
  store<u32>(key, length, KEY_USER_LENGTH);
}

/** Reads into `key` everything but the user of an event, or of attributes without entries. */
export function readWhole(key: usize, record: usize): void {
  if (!isEvent(record)) {
    setName(key, SECTION_ALONE, 0, 0);
    return;
  }
  const long = isLong(record);
  const body = recordBody(record);
  const nameLength = firstLength(body, long);
  const idLength = secondLength(body, long);
  const name = body + pairBytes(long);
  setName(key, SECTION_EVENT, name, nameLength);
  store<u32>(key, <u32>(name + nameLength), KEY_ID);
  store<u32>(key, (idLength << 1) | u32((recordKind(record) & KIND_UUID) != 0), KEY_ID_LENGTH);
}

/** Sets the rest of a key: one without an id. */
export function setName(key: usize, section: u32, name: usize, length: u32): void {
  store<u32>(key, section, KEY_SECTION);
  store<u64>(key, prefix(name, length), KEY_NAME_PREFIX);
  store<u32>(key, <u32>name, KEY_NAME);
  store<u32>(key, length, KEY_NAME_LENGTH);
  store<u32>(key, 0, KEY_ID);
  store<u32>(key, 0, KEY_ID_LENGTH);
}

export function compareKeys(a: usize, b: usize): i32 {
  const aUser = load<u64>(a, KEY_USER_PREFIX);
  const bUser = load<u64>(b, KEY_USER_PREFIX);
  if (aUser != bUser) return aUser < bUser ? -1 : 1;
  const users = compareUsers(
    load<u32>(a, KEY_USER),
    load<u32>(a, KEY_USER_LENGTH),
    load<u32>(b, KEY_USER),
    load<u32>(b, KEY_USER_LENGTH),
  );
  if (users != 0) return users;
  const section = load<u32>(a, KEY_SECTION);
  const other = load<u32>(b, KEY_SECTION);
  if (section != other) return section < other ? -1 : 1;
  const aName = load<u64>(a, KEY_NAME_PREFIX);
  const bName = load<u64>(b, KEY_NAME_PREFIX);
  if (aName != bName) return aName < bName ? -1 : 1;
  const names = compareBehindPrefix(
    load<u32>(a, KEY_NAME),
    load<u32>(a, KEY_NAME_LENGTH),
    load<u32>(b, KEY_NAME),
    load<u32>(b, KEY_NAME_LENGTH),
  );
  if (names != 0 || section != SECTION_EVENT) return names;
  return compareIds(
    load<u32>(a, KEY_ID_LENGTH) & 1,
    load<u32>(a, KEY_ID),
    idLengthOf(a),
    load<u32>(b, KEY_ID_LENGTH) & 1,
    load<u32>(b, KEY_ID),
    idLengthOf(b),
  );
}

/** Copies a text of a key to those of the sample. */
function keepText(key: usize, field: usize, length: u32): void {
  texts -= length;
  memory.copy(texts, load<u32>(key + field), length);
  store<u32>(key + field, <u32>texts);
}

/** Adds a copy of a key to the sample, which must have room for it. */
function keepKey(key: usize): void {
  memory.copy(keysEnd, key, KEY_BYTES);
  store<u32>(keysEnd, 0, KEY_BEHIND);
  keepText(keysEnd, KEY_USER, load<u32>(key, KEY_USER_LENGTH));
  keepText(keysEnd, KEY_NAME, load<u32>(key, KEY_NAME_LENGTH));
  keepText(keysEnd, KEY_ID, idLengthOf(key));
  keysEnd += KEY_BYTES;
}

const sampled: usize = memory.data(KEY_BYTES, 16);

/**
 * Adds to the sample the keys of some `wanted` rows, evenly spread over the records from `from` to `end`, but none whose texts
 * take more than `most` bytes. Stops where the sample is full.
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
  if (isEvent(record) || recordEntries(record) == 0) readWhole(sampled, record);
  else readEntryName(sampled, record, row);
  const bytes =
    load<u32>(sampled, KEY_USER_LENGTH) + load<u32>(sampled, KEY_NAME_LENGTH) + idLengthOf(sampled);
  if (bytes > most) return true;
  // The items that sort the keys lie behind them.
  if (keysEnd + 2 * KEY_BYTES + (sampledKeys() + 2) * (ITEM_BYTES + 4) + bytes > texts) return false;
  keepKey(sampled);
  return true;
}

function readEntryName(key: usize, record: usize, row: u32): void {
  const long = isLong(record);
  const body = recordBody(record);
  let pair = body + lengthBytes(long) + timeBytes(recordKind(record));
  let text = pair + recordEntries(record) * pairBytes(long);
  for (let entry: u32 = 0; entry < row; entry++) {
    text += entryTextBytes(pair, long);
    pair += pairBytes(long);
  }
  setName(key, SECTION_ATTRIBUTE, text, firstLength(pair, long));
}

function keyPrecedes(a: usize, b: usize): bool {
  return compareKeys(itemAddress(a), itemAddress(b)) < 0;
}

// Addresses (u32) of the splitters, ascending.
let splitters: usize = 0;
let count: u32 = 0;

/**
 * Chooses at most so many splitters from the sample: its quantiles. A key that is more than one of them gets a partition
 * of its own, between itself and what is behind it. Returns their number.
 */
export function chooseSplitters(most: u32): u32 {
  const sample = sampledKeys();
  const items = keysEnd;
  for (let index: u32 = 0; index < sample; index++) {
    const key = keys + index * KEY_BYTES;
    putItem(items + index * ITEM_BYTES, load<u64>(key, KEY_USER_PREFIX), key);
  }
  sort(items, sample, keyPrecedes);
  splitters = items + sample * ITEM_BYTES;
  count = 0;
  let last: usize = 0;
  let taken = sample;
  for (let index: u32 = 1; index <= most && count < most; index++) {
    const quantile = <u32>((<u64>index * <u64>sample) / (most + 1));
    if (quantile == taken) continue;
    taken = quantile;
    const key = itemAddress(items + quantile * ITEM_BYTES);
    if (last == 0 || compareKeys(last, key) < 0) {
      addSplitter(key);
      last = key;
    } else if (load<u32>(splitterAt(count - 1), KEY_BEHIND) == 0) {
      // Of equal keys the one that comes later in the sample is free to stand for what is behind.
      store<u32>(key, 1, KEY_BEHIND);
      addSplitter(key);
    }
  }
  return count;
}

function addSplitter(key: usize): void {
  store<u32>(splitters + (count++ << 2), <u32>key);
}

function splitterAt(index: u32): usize {
  return load<u32>(splitters + (index << 2));
}

/** Whether a partition holds rows of one key alone. */
export function isOneKey(index: u32): bool {
  if (index == 0 || index >= count) return false;
  const low = splitterAt(index - 1);
  const high = splitterAt(index);
  return load<u32>(low, KEY_BEHIND) == 0 && load<u32>(high, KEY_BEHIND) == 1;
}

/** The partition of a key: how many splitters do not come behind it. */
export function partitionOfKey(key: usize): u32 {
  let low: u32 = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    const splitter = splitterAt(middle);
    const order = compareKeys(splitter, key);
    if (order < 0 || (order == 0 && load<u32>(splitter, KEY_BEHIND) == 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}
