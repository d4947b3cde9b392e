// Sorting texts in place. An item takes 16 bytes, of which this part knows
//   0 prefix (u64)    8 text: address of its length (u32), its bytes follow
// Texts that share their first 8 bytes are sorted by the next 8, and so on: that loads each text once a level, where
// comparing two texts would wait for both, again and again. Quicksort with random pivots, as sort.ts.

import { compareBytes, prefix } from './bytes';
import { random, SHORT } from './sort';
import { compareUsers } from './user-order';

export const ITEM_BYTES: u32 = 16;

/** Bytes from which on texts are compared as a whole, so that long ones cannot make the recursion deep. */
const MAX_DEPTH: u32 = 64;

const pivot: usize = memory.data(16, 16);
const moved: usize = memory.data(16, 16);

/** How two items compare, chosen as the sort is compiled. */
class ByPrefix {}
class ByText {}

function textOf(item: usize): usize {
  return <usize>load<u32>(item, 8);
}

/** Orders two texts of equal prefix; names are not in the users' order, but then they are never sorted by it. */
function textPrecedes(a: usize, b: usize): bool {
  if (asUsers) return compareUsers(a + 4, load<u32>(a), b + 4, load<u32>(b)) < 0;
  return compareBytes(a + 4, load<u32>(a), b + 4, load<u32>(b)) < 0;
}

let asUsers: bool = false;

function before<T>(a: usize, b: usize): bool {
  if (idof<T>() == idof<ByPrefix>()) return load<u64>(a) < load<u64>(b);
  return textPrecedes(textOf(a), textOf(b));
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
  const end = first + count * ITEM_BYTES;
  for (let next = first + ITEM_BYTES; next < end; next += ITEM_BYTES) {
    v128.store(moved, v128.load(next));
    let hole = next;
    while (hole > first && before<T>(moved, hole - ITEM_BYTES)) {
      v128.store(hole, v128.load(hole - ITEM_BYTES));
      hole -= ITEM_BYTES;
    }
    v128.store(hole, v128.load(moved));
  }
}

/** Sorts items whose prefixes, as they are, never contradict the order of users. */
export function sortAsUsers(first: usize, count: u32): void {
  asUsers = true;
  sortItems<ByPrefix>(first, count);
  forTies(first, count, 0);
}

/** Sorts items that tie up to `depth` by the bytes of their texts; the prefixes begin there. */
export function sortAsBytes(first: usize, count: u32, depth: u32): void {
  asUsers = false;
  sortItems<ByPrefix>(first, count);
  forTies(first, count, depth);
}

/** Sorts each stretch of items whose prefixes are equal by what follows. */
function forTies(first: usize, count: u32, depth: u32): void {
  const end = first + count * ITEM_BYTES;
  while (first < end) {
    const start = load<u64>(first);
    let next = first + ITEM_BYTES;
    while (next < end && load<u64>(next) == start) next += ITEM_BYTES;
    const ties = <u32>(next - first) / ITEM_BYTES;
    if (ties > 1) {
      if (asUsers || depth >= MAX_DEPTH || !nextPrefixes(first, next, depth + 8))
        sortItems<ByText>(first, ties);
      else sortAsBytes(first, ties, depth + 8);
    }
    first = next;
  }
}

/** Replaces the prefixes by those at `depth`. False if a text has ended before, so that a zero may mean two things. */
function nextPrefixes(first: usize, end: usize, depth: u32): bool {
  for (let item = first; item < end; item += ITEM_BYTES) {
    const text = textOf(item);
    const length = load<u32>(text);
    if (length < depth) return false;
    store<u64>(item, prefix(text + 4 + depth, length - depth));
  }
  return true;
}
