// Which partition a user belongs to: partitions are ranges of users in their order, and splitters are the users where
// they meet. Of each splitter an integer is kept that never contradicts the order of users: what follows the bytes that all
// splitters share. Only a user whose integer is that of a splitter is compared with it in full.

import { SPLITTER_BYTES } from '../../layout/partition';
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
 * Takes splitters. Their table lies at `table`, SPLITTER_BYTES for each: addresses and lengths are given, keys are found here.
 */
export function useSplitters(table: usize, splitters: u32): void {
  count = splitters;
  lastPartition = NONE;
  keys = table;
  addresses = table + (splitters << 3);
  lengths = addresses + (splitters << 2);
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
    store<u64>(keys + (index << 3), keyOf(textOf(index), lengthOf(index)));
}

function textOf(index: u32): usize {
  return load<u32>(addresses + (index << 2));
}

function lengthOf(index: u32): u32 {
  return load<u32>(lengths + (index << 2));
}

function keyOf(user: usize, length: u32): u64 {
  if (sharedLength == 0) return userPrefix(user, length);
  if (length >= sharedLength && equalBytes(user, shared, sharedLength))
    return prefix(user + sharedLength, length - sharedLength);
  return compareBytes(user, length, shared, sharedLength) < 0 ? 0 : u64.MAX_VALUE;
}

/** How many splitters do not come behind a user: the index of its partition. */
export function partitionOf(user: usize, length: u32): u32 {
  const key = keyOf(user, length);
  // What a user does often stands together.
  if (key == lastKey && lastPartition != NONE) return lastPartition;
  // Splitters before `low` have lesser keys. Without branches: which way it goes nobody can foresee.
  let low: u32 = 0;
  for (let left = count; left > 0; ) {
    const half = (left + 1) >> 1;
    const next = low + half;
    low = select(next, low, load<u64>(keys + (next << 3) - 8) < key);
    left -= half;
  }
  if (low == count || load<u64>(keys + (low << 3)) != key) {
    lastKey = key;
    lastPartition = low;
    return low;
  }
  return behindEqual(low, key, user, length);
}

/** How many splitters do not come behind the user, where those of its key begin at `low`. */
function behindEqual(low: u32, key: u64, user: usize, length: u32): u32 {
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<u64>(keys + (middle << 3)) == key && compareSplitter(middle, user, length) <= 0)
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
