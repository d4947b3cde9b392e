// What the kernel keeps to itself, exported for tests: an AssemblyScript entry beside lib/kernel/assembly/index.ts.
export {
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
export { compareUsers, orderUsersNumerically, userPrefix } from '../../../lib/kernel/assembly/user-order';
export { parseUuid } from '../../../lib/kernel/assembly/uuid';
