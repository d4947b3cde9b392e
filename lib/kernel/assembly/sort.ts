// Sorting items (see ../layout/item.ts) in place, first by their prefixes; only those that tie are then compared through
// what they stand for. Quicksort with random pivots, so that no input can be chosen to be slow, and insertion sort for
// short slices, which most are (the rows of one user, the ids of one name).

import { ITEM_ADDRESS, ITEM_BYTES, ITEM_PREFIX } from '../layout/item';

/** Below this, insertion sort wins. */
const SHORT: u32 = 24;

let randomState: u64 = 0x9e3779b97f4a7c15;

export function seedPivots(seed: u64): void {
  randomState = seed | 1;
}

/** xorshift64 (Marsaglia), reduced to less than `bound`. */
function random(bound: u32): u32 {
  randomState ^= randomState << 13;
  randomState ^= randomState >> 7;
  randomState ^= randomState << 17;
  return <u32>(((randomState >> 32) * <u64>bound) >> 32);
}

/** Orders two items that tie: true if `a` comes first. */
export type Precedes = (a: usize, b: usize) => bool;

let comparison: Precedes = (a: usize, b: usize): bool => a < b;

/** How two items compare, chosen as the sort is compiled: by integers in two instructions, otherwise through a call. */
class ByPrefix {}
class ByComparison {}

const pivot: usize = memory.data(16, 16);
const moved: usize = memory.data(16, 16);

export function putItem(item: usize, prefix: u64, address: usize): void {
  store<u64>(item, prefix, ITEM_PREFIX);
  store<u32>(item, <u32>address, ITEM_ADDRESS);
}

export function itemPrefix(item: usize): u64 {
  return load<u64>(item, ITEM_PREFIX);
}

export function itemAddress(item: usize): usize {
  return <usize>load<u32>(item, ITEM_ADDRESS);
}

function before<T>(a: usize, b: usize): bool {
  if (idof<T>() == idof<ByPrefix>()) return itemPrefix(a) < itemPrefix(b);
  return comparison(a, b);
}

function sortItems<T>(first: usize, count: u32): void {
  while (count > SHORT) {
    v128.store(pivot, v128.load(first + random(count) * ITEM_BYTES));
    let left = first;
    let right = first + (count - 1) * ITEM_BYTES;
    while (left <= right) {
      while (before<T>(left, pivot)) left += ITEM_BYTES;
      while (before<T>(pivot, right)) right -= ITEM_BYTES;
      if (left > right) break;
      const item = v128.load(left);
      v128.store(left, v128.load(right));
      v128.store(right, item);
      left += ITEM_BYTES;
      right -= ITEM_BYTES;
    }
    const leftCount = <u32>(right + ITEM_BYTES - first) / ITEM_BYTES;
    const rightCount = count - <u32>(left - first) / ITEM_BYTES;
    if (leftCount < rightCount) {
      sortItems<T>(first, leftCount);
      first = left;
      count = rightCount;
    } else {
      sortItems<T>(left, rightCount);
      count = leftCount;
    }
  }
  insertionSort<T>(first, first + count * ITEM_BYTES);
}

function insertionSort<T>(first: usize, end: usize): void {
  for (let next = first + ITEM_BYTES; next < end; next += ITEM_BYTES) {
    if (!before<T>(next, next - ITEM_BYTES)) continue;
    v128.store(moved, v128.load(next));
    let hole = next;
    do {
      v128.store(hole, v128.load(hole - ITEM_BYTES));
      hole -= ITEM_BYTES;
    } while (hole > first && before<T>(moved, hole - ITEM_BYTES));
    v128.store(hole, v128.load(moved));
  }
}

/** Sorts items only by their prefixes. */
export function sortByPrefix(first: usize, count: u32): void {
  sortItems<ByPrefix>(first, count);
}

/** Items that tie mostly stand for equal texts, and are then already in order. */
function inOrder(first: usize, end: usize): bool {
  for (let next = first + ITEM_BYTES; next < end; next += ITEM_BYTES) {
    if (before<ByComparison>(next, next - ITEM_BYTES)) return false;
  }
  return true;
}

/** Sorts items by their prefixes, and those that tie by `precedes`. */
export function sort(first: usize, count: u32, precedes: Precedes): void {
  sortItems<ByPrefix>(first, count);
  comparison = precedes;
  const end = first + count * ITEM_BYTES;
  while (first < end) {
    const start = itemPrefix(first);
    let next = first + ITEM_BYTES;
    while (next < end && itemPrefix(next) == start) next += ITEM_BYTES;
    if (!inOrder(first, next)) sortItems<ByComparison>(first, <u32>(next - first) / ITEM_BYTES);
    first = next;
  }
}
