// What the kernel keeps to itself, exported for tests: an AssemblyScript entry beside lib/kernel/assembly/index.ts.
import { compareBytes } from '../../../lib/kernel/assembly/bytes';
import { sortTexts } from '../../../lib/kernel/assembly/sort';

export {
  compareBehindPrefix,
  compareBytes,
  copyBytes,
  equalBytes,
  prefix,
  readVarint,
  varintEnd,
  writeVarint,
} from '../../../lib/kernel/assembly/bytes';
export { hashBytes, seedHash } from '../../../lib/kernel/assembly/hash';
export {
  intern,
  resetTable,
  resetTexts,
  slotIndex,
  slotLength,
  slotText,
  TABLE_BYTES,
  tableSize,
  textStart,
} from '../../../lib/kernel/assembly/intern';
export { heapBase } from '../../../lib/kernel/assembly/memory';
export { numberValue } from '../../../lib/kernel/assembly/number';
export {
  noteRanks,
  RANK_BYTES,
  rankedIndex,
  rankedText,
  rankNote,
  rankTexts,
} from '../../../lib/kernel/assembly/ranks';
export { seedPivots, sortIntegers } from '../../../lib/kernel/assembly/sort';
export { compareUsers, orderUsersNumerically, userPrefix } from '../../../lib/kernel/assembly/user-order';
export { parseUuid } from '../../../lib/kernel/assembly/uuid';

/** sortTexts with items whose low halves are addresses of a length, with the text behind it. */
export function sortAddressedTexts(first: usize, count: u32): void {
  sortTexts(
    first,
    count,
    (a: u32, b: u32): bool => compareBytes(a + 4, load<u32>(a), b + 4, load<u32>(b)) < 0,
  );
}
