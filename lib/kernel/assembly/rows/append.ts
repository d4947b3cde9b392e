// Columns of a batch → records, each placed into the partition of its user. Nothing is looked up, and only
// the user is compared with the splitters: rows that belong together meet when a partition is folded.

import {
  ENTRY_COLUMN,
  ENTRY_NAME_LENGTH,
  ENTRY_NAME_OFFSET,
  ENTRY_VALUE_LENGTH,
  ENTRY_VALUE_OFFSET,
  ENTRY_WORDS,
  NULL_VALUE,
  RECORD_ENTRIES,
  RECORD_FIRST_ENTRY,
  RECORD_ID_LENGTH,
  RECORD_ID_OFFSET,
  RECORD_NAME_LENGTH,
  RECORD_NAME_OFFSET,
  RECORD_SHAPE,
  RECORD_USER_LENGTH,
  RECORD_USER_OFFSET,
  RECORD_WORDS,
  SHAPE_EVENT,
} from '../../layout/columns';
import {
  KIND_EVENT,
  KIND_MEASURED,
  KIND_UUID,
  KIND_WHOLE_TIME,
  LONG_CLEARED,
  LONG_LENGTH_BYTES,
  LONG_PAIR_BYTES,
  LONG_PAIR_SECOND,
  MAX_SHORT_SIZE,
  MEASURED_FLAGS,
  MEASURED_FLAGS_BYTES,
  MEASURED_TIME,
  MEASURED_WHOLE_TIME,
  ORDINAL_BYTES,
  SHORT_CLEARED,
  SHORT_LENGTH_BYTES,
  SHORT_LIMIT,
  SHORT_PAIR_BYTES,
  SHORT_PAIR_SECOND,
  UUID_BYTES,
  VALUE_COLUMN,
  VALUE_COLUMN_BYTES,
} from '../../layout/record';
import { copyLoosely } from '../bytes';
import { parseUuid, UUID_TEXT_BYTES } from '../uuid';
import { measuredTimeBytes } from './measured';
import { placeRecord } from './partitions';
import { headBytes, pairBytes, timeBytes, writeHead, writeLength } from './record';
import { partitionOf } from './splitters';

const ENTRY_BYTES: u32 = ENTRY_WORDS * 4;
const MAX_WHOLE_TIME: f64 = 4294967295;

const uuid: usize = memory.data(16, 16);

function word(words: usize, index: u32): u32 {
  return load<u32>(words + (index << 2));
}

/** Places a record, and writes its head and user. Returns the address of its body. */
export function beginRecord(
  user: usize,
  length: u32,
  long: bool,
  kind: u32,
  bodyBytes: u32,
  rows: u32,
): usize {
  const size = headBytes(long, length) + bodyBytes;
  const at = writeHead(placeRecord(partitionOf(user, length), size, rows), long, kind, size, length);
  copyLoosely(at, user, length);
  return at + length;
}

function appendEvent(bytes: usize, record: usize, entries: usize, timestamp: f64): void {
  const user = bytes + word(record, RECORD_USER_OFFSET);
  const userLength = word(record, RECORD_USER_LENGTH);
  const nameLength = word(record, RECORD_NAME_LENGTH);
  let id = bytes + word(record, RECORD_ID_OFFSET);
  let idLength = word(record, RECORD_ID_LENGTH);
  let kind: u32 = KIND_EVENT;
  if (idLength == UUID_TEXT_BYTES && parseUuid(id, uuid)) {
    kind |= KIND_UUID;
    id = uuid;
    idLength = UUID_BYTES;
  }
  let longest = max(max(userLength, nameLength), idLength);
  const values = word(record, RECORD_ENTRIES);
  let bodyBytes = nameLength + idLength;
  if (values == 0) {
    const long = longest >= <u32>SHORT_LIMIT;
    const at = beginRecord(user, userLength, long, kind, pairBytes(long) + bodyBytes, 1);
    putEvent(at, long, bytes + word(record, RECORD_NAME_OFFSET), nameLength, id, idLength);
    return;
  }
  const first = entries + word(record, RECORD_FIRST_ENTRY) * ENTRY_BYTES;
  const end = first + values * ENTRY_BYTES;
  for (let entry = first; entry < end; entry += ENTRY_BYTES) {
    const length = word(entry, ENTRY_VALUE_LENGTH);
    longest = max(longest, length);
    bodyBytes += length;
  }
  const flags: u32 = isNaN(timestamp) ? 0 : isWholeTime(timestamp) ? MEASURED_WHOLE_TIME : MEASURED_TIME;
  const time = measuredTimeBytes(flags);
  bodyBytes += MEASURED_FLAGS_BYTES + time + values * VALUE_COLUMN_BYTES;
  // Distributed once more, the record takes an ordinal besides.
  const shortBytes = bodyBytes + SHORT_PAIR_BYTES + values * SHORT_LENGTH_BYTES;
  const long =
    longest >= <u32>SHORT_LIMIT ||
    headBytes(false, userLength) + shortBytes + ORDINAL_BYTES > <u32>MAX_SHORT_SIZE;
  bodyBytes = long ? bodyBytes + LONG_PAIR_BYTES + values * LONG_LENGTH_BYTES : shortBytes;
  let at = beginRecord(user, userLength, long, kind | KIND_MEASURED, bodyBytes, 1);
  at = putEvent(at, long, bytes + word(record, RECORD_NAME_OFFSET), nameLength, id, idLength);
  store<u8>(at, <u8>flags, MEASURED_FLAGS);
  at += MEASURED_FLAGS_BYTES;
  if (flags == MEASURED_WHOLE_TIME) store<u32>(at, <u32>timestamp);
  else if (flags == MEASURED_TIME) store<f64>(at, timestamp);
  at += time;
  for (let entry = first; entry < end; entry += ENTRY_BYTES) {
    const length = word(entry, ENTRY_VALUE_LENGTH);
    store<u8>(at, <u8>word(entry, ENTRY_COLUMN), VALUE_COLUMN);
    at = writeLength(at + VALUE_COLUMN_BYTES, long, length);
    copyLoosely(at, bytes + word(entry, ENTRY_VALUE_OFFSET), length);
    at += length;
  }
}

/** Writes the name and the id of an event. Returns the address after them. */
export function putEvent(
  at: usize,
  long: bool,
  name: usize,
  nameLength: u32,
  id: usize,
  idLength: u32,
): usize {
  at = writeLength(at, long, nameLength);
  at = writeLength(at, long, idLength);
  copyLoosely(at, name, nameLength);
  copyLoosely(at + nameLength, id, idLength);
  return at + nameLength + idLength;
}

export function isWholeTime(timestamp: f64): bool {
  return timestamp >= 0 && timestamp <= MAX_WHOLE_TIME && floor(timestamp) == timestamp;
}

function appendAttributes(bytes: usize, record: usize, entries: usize, timestamp: f64): void {
  const user = bytes + word(record, RECORD_USER_OFFSET);
  const userLength = word(record, RECORD_USER_LENGTH);
  const count = word(record, RECORD_ENTRIES);
  const first = entries + word(record, RECORD_FIRST_ENTRY) * ENTRY_BYTES;
  const end = first + count * ENTRY_BYTES;
  let longest = max(userLength, count);
  let textBytes: u32 = 0;
  for (let entry = first; entry < end; entry += ENTRY_BYTES) {
    const nameLength = word(entry, ENTRY_NAME_LENGTH);
    const length = valueLength(entry);
    longest = max(longest, max(nameLength, length));
    textBytes += nameLength + length;
  }
  const whole = isWholeTime(timestamp);
  const kind: u32 = whole ? KIND_WHOLE_TIME : 0;
  const time = timeBytes(kind);
  const shortBytes = SHORT_LENGTH_BYTES + time + SHORT_PAIR_BYTES * count + textBytes;
  const long = longest >= <u32>SHORT_LIMIT || headBytes(false, userLength) + shortBytes > <u32>MAX_SHORT_SIZE;
  const bodyBytes = long ? LONG_LENGTH_BYTES + time + LONG_PAIR_BYTES * count + textBytes : shortBytes;
  let at = beginRecord(user, userLength, long, kind, bodyBytes, max<u32>(1, count));
  at = writeLength(at, long, count);
  if (whole) store<u32>(at, <u32>timestamp);
  else store<f64>(at, timestamp);
  at += time;
  if (long) writeLongEntries(at, bytes, first, end, count);
  else writeShortEntries(at, bytes, first, end, count);
}

/** Bytes of an entry's value; null has none. */
function valueLength(entry: usize): u32 {
  return word(entry, ENTRY_VALUE_OFFSET) == NULL_VALUE ? 0 : word(entry, ENTRY_VALUE_LENGTH);
}

function writeShortEntries(at: usize, bytes: usize, first: usize, end: usize, count: u32): void {
  let text = at + SHORT_PAIR_BYTES * count;
  for (let entry = first; entry < end; entry += ENTRY_BYTES) {
    const nameLength = word(entry, ENTRY_NAME_LENGTH);
    const offset = word(entry, ENTRY_VALUE_OFFSET);
    const length = valueLength(entry);
    store<u8>(at, <u8>nameLength);
    store<u8>(at, offset == NULL_VALUE ? SHORT_CLEARED : <u8>length, SHORT_PAIR_SECOND);
    at += SHORT_PAIR_BYTES;
    copyLoosely(text, bytes + word(entry, ENTRY_NAME_OFFSET), nameLength);
    text += nameLength;
    if (length == 0) continue;
    copyLoosely(text, bytes + offset, length);
    text += length;
  }
}

function writeLongEntries(at: usize, bytes: usize, first: usize, end: usize, count: u32): void {
  let text = at + LONG_PAIR_BYTES * count;
  for (let entry = first; entry < end; entry += ENTRY_BYTES) {
    const nameLength = word(entry, ENTRY_NAME_LENGTH);
    const offset = word(entry, ENTRY_VALUE_OFFSET);
    const length = valueLength(entry);
    store<u32>(at, nameLength);
    store<u32>(at, offset == NULL_VALUE ? LONG_CLEARED : length, LONG_PAIR_SECOND);
    at += LONG_PAIR_BYTES;
    copyLoosely(text, bytes + word(entry, ENTRY_NAME_OFFSET), nameLength);
    text += nameLength;
    if (length == 0) continue;
    copyLoosely(text, bytes + offset, length);
    text += length;
  }
}

/** Places a batch of valid records. One without entries has no rows: its user is enough to exist. */
export function absorb(bytes: usize, records: usize, count: u32, timestamps: usize, entries: usize): void {
  for (let index: u32 = 0; index < count; index++) {
    const record = records + index * RECORD_WORDS * 4;
    append(bytes, record, entries, load<f64>(timestamps + (index << 3)));
  }
}

/** Places a valid record. */
export function append(bytes: usize, record: usize, entries: usize, timestamp: f64): void {
  if (word(record, RECORD_SHAPE) & SHAPE_EVENT) appendEvent(bytes, record, entries, timestamp);
  else appendAttributes(bytes, record, entries, timestamp);
}
