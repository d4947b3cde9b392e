// Which partition a user belongs to: partitions are ranges of users in their order, and splitters are the users where
// they meet. For each splitter, an integer is kept that never contradicts the order of users: the bytes after
// those that all splitters share. Only a user whose integer is that of a splitter is compared with it in full.

import { SPLITTER_ADDRESS_BYTES, SPLITTER_KEY_BYTES, SPLITTER_LENGTH_BYTES } from '../../layout/partition';
import { compareBytes, equalBytes, prefix } from '../bytes';
import { compareUsers, userPrefix, usersAreNumeric } from '../user-order';

/** No partition. */
const NONE: u32 = u32.MAX_VALUE;

let count: u32 = 0;
let keys: usize = 0;
let addresses: usize = 0;
let lengths: usize = 0;
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
  for (let index: u32 = 1; index < splitters && sharedLength > 0; index++) {
    const text = textOf(index);
    const most = min(sharedLength, lengthOf(index));
    sharedLength = 0;
    while (sharedLength < most && load<u8>(text + sharedLength) == load<u8>(shared + sharedLength))
      sharedLength++;
  }
  for (let index: u32 = 0; index < splitters; index++)
    store<u64>(keys + index * SPLITTER_KEY_BYTES, keyOf(textOf(index), lengthOf(index)));
}

function textOf(index: u32): usize {
  return load<u32>(addresses + index * SPLITTER_ADDRESS_BYTES);
}

function lengthOf(index: u32): u32 {
  return load<u32>(lengths + index * SPLITTER_LENGTH_BYTES);
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
  for (let left = count; left > 0; ) {
    const half = (left + 1) >> 1;
    const next = low + half;
    low = select(next, low, load<u64>(keys + (next - 1) * SPLITTER_KEY_BYTES) < key);
    left -= half;
  }
  if (low == count || load<u64>(keys + low * SPLITTER_KEY_BYTES) != key) {
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
    if (load<u64>(keys + middle * SPLITTER_KEY_BYTES) == key && compareSplitter(middle, user, length) <= 0)
      low = middle + 1;
    else high = middle;
  }
  return low;
}

function compareSplitter(index: u32, user: usize, length: u32): i32 {
  // Users of other beginnings than the shared one have a key that no splitter has, or that of a splitter which is the
  // shared beginning itself: so the whole texts are compared.
  return sharedLength == 0
    ? compareUsers(textOf(index), lengthOf(index), user, length)
    : compareBytes(textOf(index), lengthOf(index), user, length);
}
