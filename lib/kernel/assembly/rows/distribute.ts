// Distributes records once more, by the whole keys of their rows (see keys.ts): a record whose rows belong to one
// partition goes there as it is, others are split by entry. Rows of one key keep their order.

import { KEY_BYTES, SECTION_ALONE, SECTION_ATTRIBUTE, SECTION_END } from '../../layout/fold';
import { PAST_END_BYTES } from '../../layout/partition';
import { LONG_SIZE, ORDINAL_BYTES, RECORD_SIZE } from '../../layout/record';
import { copyLoosely } from '../bytes';
import { compareUsers, userPrefix } from '../user-order';
import { partitionOfKey } from './key-splitters';
import { readUser, readWhole } from './keys';
import { copyWithOrdinal, eventOrdinal, hasOrdinal, openMeasures } from './measured';
import { arenaEnd, placeRecord } from './partitions';
import {
  entryTextBytes,
  firstLength,
  headBytes,
  isEvent,
  isLong,
  isMeasured,
  lengthBytes,
  pairBytes,
  recordBody,
  recordEntries,
  recordKind,
  recordRows,
  recordSize,
  recordUser,
  recordUserLength,
  timeBytes,
  writeHead,
  writeLength,
} from './record';
import { setName } from './set-key';

const key: usize = memory.data(KEY_BYTES, 16);

/** Entries of the first record that are already distributed. */
let done: u32 = 0;

/** The bytes of the arena that placing a record may take in addition to its own: an almost empty chunk. */
let slack: u32 = 0;
let limit: usize = 0;

/** The ordinal of the next measured event that has none. */
let ordinal: u64 = 0;

/** Begins a distribution: sets the address past which the arena must not grow from now on, and the bytes of a chunk. */
export function limitArena(end: usize, chunkBytes: u32): void {
  ordinal = 0;
  limit = end;
  slack = chunkBytes + 2 * PAST_END_BYTES;
  done = 0;
}

function fits(bytes: u32): bool {
  return arenaEnd() + bytes + slack <= limit;
}

/**
 * Places the records from `from` to `end`. Returns the address of the first that is not placed whole, because the arena is
 * full: call again with that address when the arena is empty.
 */
export function distribute(from: usize, end: usize): usize {
  while (from < end) {
    if (!distributeRecord(from)) return from;
    done = 0;
    from += recordSize(from);
  }
  return from;
}

function distributeRecord(record: usize): bool {
  readUser(key, record);
  if (isEvent(record) || recordEntries(record) == 0) {
    readWhole(key, record);
    return placeWhole(record, partitionOfKey(key));
  }
  if (done == 0) {
    setName(key, SECTION_ALONE, 0, 0);
    const first = partitionOfKey(key);
    setName(key, SECTION_END, 0, 0);
    if (partitionOfKey(key) == first) return placeWhole(record, first);
  }
  return placeEntries(record);
}

function placeWhole(record: usize, partition: u32): bool {
  if (isMeasured(record)) return placeMeasured(record, partition);
  const size = recordSize(record);
  if (!fits(size)) return false;
  const place = placeRecord(partition, size, recordRows(record));
  memory.copy(place, record, size);
  return true;
}

/** Places a measured event with its place in the source: events of other keys will not be read in its order. */
function placeMeasured(record: usize, partition: u32): bool {
  const size = recordSize(record);
  openMeasures(record);
  if (!fits(size + (hasOrdinal ? 0 : ORDINAL_BYTES))) return false;
  if (hasOrdinal) {
    ordinal = max(ordinal, eventOrdinal + 1);
    memory.copy(placeRecord(partition, size, 1), record, size);
    return true;
  }
  const place = placeRecord(partition, size + ORDINAL_BYTES, 1);
  copyWithOrdinal(place, record, ordinal++);
  if (isLong(record)) store<u32>(place, size + ORDINAL_BYTES, LONG_SIZE);
  else store<u16>(place, <u16>(size + ORDINAL_BYTES), RECORD_SIZE);
  return true;
}

/** Makes a record of each entry that is not placed yet. */
function placeEntries(record: usize): bool {
  const long = isLong(record);
  const kind = recordKind(record);
  const user = recordUser(record);
  const userLength = recordUserLength(record);
  const entries = recordEntries(record);
  const time = recordBody(record) + lengthBytes(long);
  const lengths = time + timeBytes(kind);
  const pairSize = pairBytes(long);
  let text = lengths + entries * pairSize;
  for (let entry: u32 = 0; entry < entries; entry++) {
    const pair = lengths + entry * pairSize;
    const bytes = entryTextBytes(pair, long);
    if (entry >= done) {
      const size = headBytes(long, userLength) + lengthBytes(long) + timeBytes(kind) + pairSize + bytes;
      if (!fits(size)) {
        done = entry;
        return false;
      }
      setName(key, SECTION_ATTRIBUTE, text, firstLength(pair, long));
      let at = writeHead(placeRecord(partitionOfKey(key), size, 1), long, kind, size, userLength);
      copyLoosely(at, user, userLength);
      at = writeLength(at + userLength, long, 1);
      copyLoosely(at, time, timeBytes(kind));
      at += timeBytes(kind);
      copyLoosely(at, pair, pairSize);
      copyLoosely(at + pairSize, text, bytes);
    }
    text += bytes;
  }
  return true;
}

/**
 * Drops, in place, the records between `first` and `end` whose users come before `from`, or not before `before` (addresses and
 * lengths; 0: no bound). Returns the end of the records that are left.
 */
export function keepUsers(
  first: usize,
  end: usize,
  from: usize,
  fromLength: u32,
  before: usize,
  beforeLength: u32,
): usize {
  let to = first;
  while (first < end) {
    const size = recordSize(first);
    const user = recordUser(first);
    const length = recordUserLength(first);
    const kept =
      (from == 0 || compareWhole(user, length, from, fromLength) >= 0) &&
      (before == 0 || compareWhole(user, length, before, beforeLength) < 0);
    if (kept) {
      if (to != first) memory.copy(to, first, size);
      to += size;
    }
    first += size;
  }
  return to;
}

function compareWhole(a: usize, aLength: u32, b: usize, bLength: u32): i32 {
  const one = userPrefix(a, aLength);
  const other = userPrefix(b, bLength);
  if (one != other) return one < other ? -1 : 1;
  return compareUsers(a, aLength, b, bLength);
}
