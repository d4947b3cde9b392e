// Internal functions of the kernel, exported for tests: an AssemblyScript entry beside lib/kernel/assembly/index.ts.
import { compareBytes } from '../../../lib/kernel/assembly/bytes';
import { itemAddress, sort } from '../../../lib/kernel/assembly/sort';

export {
  compareBehindPrefix,
  compareBytes,
  copyBytes,
  copyLoosely,
  equalBytes,
  prefix,
  readVarint,
  varintEnd,
  writeVarint,
} from '../../../lib/kernel/assembly/bytes';
export { heapBase } from '../../../lib/kernel/assembly/memory';
export { numberValue } from '../../../lib/kernel/assembly/number';
export { partitionOf, useSplitters } from '../../../lib/kernel/assembly/rows/splitters';
export { indexLines } from '../../../lib/kernel/assembly/scan/index-lines';
export { seedPivots, sortByPrefix } from '../../../lib/kernel/assembly/sort';
export { compareUsers, orderUsersNumerically, userPrefix } from '../../../lib/kernel/assembly/user-order';
export { parseUuid, writeUuid } from '../../../lib/kernel/assembly/uuid';

/** `sort` with items whose addresses are those of a length followed by its text. */
export function sortTexts(first: usize, count: u32): void {
  sort(first, count, (a: usize, b: usize): bool => compareTexts(itemAddress(a), itemAddress(b)) < 0);
}

function compareTexts(a: usize, b: usize): i32 {
  return compareBytes(a + 4, load<u32>(a), b + 4, load<u32>(b));
}

export { onceTime } from '../../../lib/kernel/assembly/scan/once';
