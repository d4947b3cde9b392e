// Which partition a user belongs to: partitions are ranges of users in their order, and splitters are the users where
// they meet. For each splitter, an integer is kept that never contradicts the order of users: the bytes after
// those that all splitters share. Only a user whose integer is that of a splitter is compared with it in full. Where there
// are many, an index by the first two bytes of the integers says between which of them to search.

import {
  INDEXED_SPLITTERS,
  SPLITTER_ADDRESS_BYTES,
  SPLITTER_INDEX_ENTRIES,
  SPLITTER_INDEX_ENTRY_BYTES,
  SPLITTER_INDEX_SHIFT,
  SPLITTER_KEY_BYTES,
  SPLITTER_LENGTH_BYTES,
} from '../../layout/partition';
import { compareBytes, equalBytes, prefix } from '../bytes';
import { compareUsers, userPrefix, usersAreNumeric } from '../user-order';

/** No partition. */
const NONE: u32 = u32.MAX_VALUE;

let count: u32 = 0;
let keys: usize = 0;
let addresses: usize = 0;
let lengths: usize = 0;
/** 0 where there is none. */
let index: usize = 0;
/** Bytes that all splitters begin with, and the address of one of them. */
let shared: usize = 0;
let sharedLength: u32 = 0;
/** The key that was found last, if no splitter has it, and its partition. */
let lastKey: u64 = 0;
let lastPartition: u32 = NONE;

/**
 * Takes splitters, whose tables (see ../../layout/partition.ts) begin at `table`: the caller has written addresses and
 * lengths, and the keys are written here.
 */
export function useSplitters(table: usize, splitters: u32): void {
  count = splitters;
  lastPartition = NONE;
  keys = table;
  addresses = table + splitters * SPLITTER_KEY_BYTES;
  lengths = addresses + splitters * SPLITTER_ADDRESS_BYTES;
  sharedLength = usersAreNumeric() || splitters == 0 ? 0 : lengthOf(0);
  shared = splitters == 0 ? 0 : textOf(0);
  for (let splitter: u32 = 1; splitter < splitters && sharedLength > 0; splitter++) {
    const text = textOf(splitter);
    const most = min(sharedLength, lengthOf(splitter));
    sharedLength = 0;
    while (sharedLength < most && load<u8>(text + sharedLength) == load<u8>(shared + sharedLength))
      sharedLength++;
  }
  for (let splitter: u32 = 0; splitter < splitters; splitter++)
    store<u64>(keyAt(splitter), keyOf(textOf(splitter), lengthOf(splitter)));
  index = splitters < <u32>INDEXED_SPLITTERS ? 0 : lengths + splitters * SPLITTER_LENGTH_BYTES;
  if (index != 0) fillIndex();
}

function keyAt(splitter: u32): usize {
  return keys + splitter * SPLITTER_KEY_BYTES;
}

function indexAt(entry: u32): usize {
  return index + entry * SPLITTER_INDEX_ENTRY_BYTES;
}

function fillIndex(): void {
  let below: u32 = 0;
  for (let entry: u32 = 0; entry < <u32>SPLITTER_INDEX_ENTRIES; entry++) {
    while (below < count && load<u64>(keyAt(below)) >> SPLITTER_INDEX_SHIFT < <u64>entry) below++;
    store<u16>(indexAt(entry), <u16>below);
  }
}

function textOf(splitter: u32): usize {
  return load<u32>(addresses + splitter * SPLITTER_ADDRESS_BYTES);
}

function lengthOf(splitter: u32): u32 {
  return load<u32>(lengths + splitter * SPLITTER_LENGTH_BYTES);
}

function keyOf(user: usize, length: u32): u64 {
  if (sharedLength == 0) return userPrefix(user, length);
  if (length >= sharedLength && equalBytes(user, shared, sharedLength))
    return prefix(user + sharedLength, length - sharedLength);
  return compareBytes(user, length, shared, sharedLength) < 0 ? 0 : u64.MAX_VALUE;
}

/** The number of splitters up to and including a user: the index of its partition. */
export function partitionOf(user: usize, length: u32): u32 {
  const key = keyOf(user, length);
  // Records of one user often stand together.
  if (key == lastKey && lastPartition != NONE) return lastPartition;
  // Splitters before `low` have lesser keys. Without branches, which could not be predicted.
  let low: u32 = 0;
  let left = count;
  if (index != 0) {
    const entry = <u32>(key >> SPLITTER_INDEX_SHIFT);
    low = load<u16>(indexAt(entry));
    left = <u32>load<u16>(indexAt(entry + 1)) - low;
  }
  while (left > 0) {
    const half = (left + 1) >> 1;
    const next = low + half;
    low = select(next, low, load<u64>(keyAt(next - 1)) < key);
    left -= half;
  }
  if (low == count || load<u64>(keyAt(low)) != key) {
    lastKey = key;
    lastPartition = low;
    return low;
  }
  return behindEqual(low, key, user, length);
}

/** The number of splitters up to and including the user, where those of its key begin at `low`. */
function behindEqual(low: u32, key: u64, user: usize, length: u32): u32 {
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<u64>(keyAt(middle)) == key && compareSplitter(middle, user, length) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function compareSplitter(splitter: u32, user: usize, length: u32): i32 {
  // Users of other beginnings than the shared one have a key that no splitter has, or that of a splitter which is the
  // shared beginning itself: so the whole texts are compared.
  return sharedLength == 0
    ? compareUsers(textOf(splitter), lengthOf(splitter), user, length)
    : compareBytes(textOf(splitter), lengthOf(splitter), user, length);
}
