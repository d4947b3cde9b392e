// The names of the block that is being written, each with its number. A name is looked for in one place of a table
// only, and whoever is there when a new one comes gives way: it is then written once more where it is met again, under
// another number. So looking up needs no hash that holds up against chosen names; those make a block longer, nothing else.
//
// Memory, given by a door, which counts it in ../run-block.ts:
//   slots (u64 each, NAME_SLOTS): prefix of the last new name of each slot | names | table (u32 each): numbers by place
// Name, in order of number:
//   0 prefix (u64)    8 address of its bytes behind the prefix, in the block (u32)    12 length (u32)

import { equalBytes, prefix } from './bytes';
import { NAME_SLOTS, nameSlot } from './run-format';

const NAME_BYTES: u32 = 16;
const SLOTS_BYTES: u32 = NAME_SLOTS * 8;

let slots: usize = 0;
let names: usize = 0;
let table: usize = 0;
let tableShift: u64 = 0;
let tableBytes: usize = 0;
let limit: u32 = 0;
let count: u32 = 0;
/** The place in the table of the name that was looked for last. */
let place: usize = 0;

/** At most `most` names a block; `tableBits`: the table has two to that many places. */
export function useNames(memory: usize, most: u32, tableBits: u32): void {
  slots = memory;
  names = slots + SLOTS_BYTES;
  table = names + most * NAME_BYTES;
  tableShift = 64 - tableBits;
  tableBytes = 4 << tableBits;
  limit = most;
  count = 0;
}

export function clearNames(): void {
  memory.fill(slots, 0, SLOTS_BYTES);
  memory.fill(table, 0, tableBytes);
  count = 0;
}

export function blockNames(): u32 {
  return count;
}

/** False where a block can take no name any more. */
export function namesLeft(): bool {
  return count < limit;
}

function nameAt(number: u32): usize {
  return names + (number - 1) * NAME_BYTES;
}

/** Number of a name, 0 if it is to be written. */
export function findName(text: usize, length: u32): u32 {
  const first = prefix(text, length);
  // Fibonacci hashing (Knuth) of the first and the last bytes, turned so that the two of a short name are not the same.
  const last = length > 8 ? rotl<u64>(load<u64>(text + length - 8), 29) : 0;
  const mixed = (first ^ last) + length;
  place = table + ((<usize>((mixed * 0x9e3779b97f4a7c15) >> tableShift)) << 2);
  const number = load<u32>(place);
  if (number == 0) return 0;
  const name = nameAt(number);
  if (load<u64>(name) != first || load<u32>(name, 12) != length) return 0;
  return length <= 8 || equalBytes(load<u32>(name, 8), text + 8, length - 8) ? number : 0;
}

/** The first bytes of the last name of a slot; zeros if there is none. */
export function slotPrefix(slot: u32): u64 {
  return load<u64>(slots + (slot << 3));
}

/** Adds the name that `findName` has just looked for; `tail` is the address of its bytes behind the prefix in the block. */
export function addName(first: u64, length: u32, tail: usize): void {
  const name = names + count++ * NAME_BYTES;
  store<u64>(name, first);
  store<u32>(name, tail, 8);
  store<u32>(name, length, 12);
  store<u64>(slots + (nameSlot(first) << 3), first);
  store<u32>(place, count);
}
