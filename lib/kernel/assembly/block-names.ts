// The names of the block that is being written, each with its number. Whoever has all names of a run at hand keeps a note
// (u32) beside each, where its number is put: `notedName` needs no hash. Others look them up by text: `findName`.
//
// Memory, given by a door, which counts it in ../run-block.ts:
//   slots (u64 each, NAME_SLOTS): prefix of the last new name of each slot | names | table (u32 each): numbers by hash
// Name, in order of number:
//   0 prefix (u64)    8 address: found by text, of its bytes behind the prefix in the block; else of its note (u32)
//  12 length (u32)
// A note that was written for an earlier block is told by the name it leads to, which has another one.

import { equalBytes, prefix } from './bytes';
import { hashBytes } from './hash';
import { NAME_SLOTS, nameSlot } from './run-format';

const NAME_BYTES: u32 = 16;
const SLOTS_BYTES: u32 = NAME_SLOTS * 8;

let slots: usize = 0;
let names: usize = 0;
let table: usize = 0;
let tableMask: u32 = 0;
let limit: u32 = 0;
let count: u32 = 0;
/** Where `findName` ended: the place of the name in the table, its own or the one it is to have. */
let place: usize = 0;

/** At most `most` names a block; `tableEntries` is a power of two above that, or 0 if names are not looked up by text. */
export function useNames(memory: usize, most: u32, tableEntries: u32): void {
  slots = memory;
  names = slots + SLOTS_BYTES;
  table = names + most * NAME_BYTES;
  tableMask = tableEntries - 1;
  limit = most;
  count = 0;
}

export function clearNames(): void {
  memory.fill(slots, 0, SLOTS_BYTES);
  if (tableMask != 0xffffffff) memory.fill(table, 0, (<usize>tableMask + 1) << 2);
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

/** Number of the name whose note this is, 0 if it is not in the block yet. */
export function notedName(note: usize): u32 {
  const number = load<u32>(note);
  return number - 1 < count && load<u32>(nameAt(number), 8) == <u32>note ? number : 0;
}

/** Number of a name, 0 if it is not in the block yet. */
export function findName(text: usize, length: u32): u32 {
  const first = prefix(text, length);
  let index = hashBytes(text, length);
  while (true) {
    place = table + ((<usize>(index++ & tableMask)) << 2);
    const number = load<u32>(place);
    if (number == 0) return 0;
    const name = nameAt(number);
    if (load<u64>(name) != first || load<u32>(name, 12) != length) continue;
    if (length <= 8 || equalBytes(load<u32>(name, 8), text + 8, length - 8)) return number;
  }
}

/** The first bytes of the last name of a slot; zeros if there is none. */
export function slotPrefix(slot: u32): u64 {
  return load<u64>(slots + (slot << 3));
}

/** Adds a name, under its note, or, where that is 0, as the text that `findName` has just looked for. */
export function addName(first: u64, length: u32, note: usize, tail: usize): void {
  const name = names + count++ * NAME_BYTES;
  store<u64>(name, first);
  store<u32>(name, length, 12);
  store<u64>(slots + (nameSlot(first) << 3), first);
  if (note != 0) {
    store<u32>(name, note, 8);
    store<u32>(note, count);
  } else {
    store<u32>(name, tail, 8);
    store<u32>(place, count);
  }
}
