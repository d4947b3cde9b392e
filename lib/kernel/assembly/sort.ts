// Sorting in place. An item is a u64: a number that orders it in the high half, what it stands for in the low half.
// Items are sorted as plain integers first; only those that tie in the high half are then compared through what they
// stand for. Quicksort with random pivots, so that no input can be chosen to be slow, and insertion sort for what is
// short, which most slices are (the rows of one user, the ids of one name).

/** Below this, insertion sort wins. */
export const SHORT: u32 = 24;

let randomState: u64 = 0x9e3779b97f4a7c15;

export function seedPivots(seed: u64): void {
  randomState = seed | 1;
}

/** xorshift64 (Marsaglia), reduced to less than `bound`. */
export function random(bound: u32): u32 {
  randomState ^= randomState << 13;
  randomState ^= randomState >> 7;
  randomState ^= randomState << 17;
  return <u32>(((randomState >> 32) * <u64>bound) >> 32);
}

/** Orders two items that tie: true if what `a` stands for comes first. */
export type Precedes = (a: u32, b: u32) => bool;

let comparison: Precedes = (a: u32, b: u32): bool => a < b;

/** How `sortItems` compares, chosen as it is compiled: integers in two instructions, texts through a call. */
class ByInteger {}
class ByComparison {}

function before<T>(a: u64, b: u64): bool {
  if (idof<T>() == idof<ByInteger>()) return a < b;
  return comparison(<u32>a, <u32>b);
}

function sortItems<T>(first: usize, count: u32): void {
  while (count > SHORT) {
    const pivot = load<u64>(first + (random(count) << 3));
    let left = first;
    let right = first + ((count - 1) << 3);
    while (left <= right) {
      while (before<T>(load<u64>(left), pivot)) left += 8;
      while (before<T>(pivot, load<u64>(right))) right -= 8;
      if (left > right) break;
      const moved = load<u64>(left);
      store<u64>(left, load<u64>(right));
      store<u64>(right, moved);
      left += 8;
      right -= 8;
    }
    const leftCount = <u32>((right + 8 - first) >> 3);
    const rightCount = count - <u32>((left - first) >> 3);
    if (leftCount < rightCount) {
      sortItems<T>(first, leftCount);
      first = left;
      count = rightCount;
    } else {
      sortItems<T>(left, rightCount);
      count = leftCount;
    }
  }
  insertionSort<T>(first, first + (count << 3));
}

function insertionSort<T>(first: usize, end: usize): void {
  for (let next = first + 8; next < end; next += 8) {
    const item = load<u64>(next);
    let hole = next;
    while (hole > first && before<T>(item, load<u64>(hole - 8))) {
      store<u64>(hole, load<u64>(hole - 8));
      hole -= 8;
    }
    store<u64>(hole, item);
  }
}

/** Sorts items as unsigned integers. */
export function sortIntegers(first: usize, count: u32): void {
  sortItems<ByInteger>(first, count);
}

/** Sorts items by their high halves, and those that tie by `precedes`. */
export function sortTexts(first: usize, count: u32, precedes: Precedes): void {
  sortItems<ByInteger>(first, count);
  comparison = precedes;
  const end = first + (count << 3);
  while (first < end) {
    const high = load<u32>(first, 4);
    let next = first + 8;
    while (next < end && load<u32>(next, 4) == high) next += 8;
    if (next > first + 8) sortItems<ByComparison>(first, <u32>((next - first) >> 3));
    first = next;
  }
}
