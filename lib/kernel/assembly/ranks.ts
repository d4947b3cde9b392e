// Ranks of interned texts: their places in the order of the output. Takes 16 bytes a text, which `rows.ts` keeps free:
//   items, u64 each, in order of rank: the text's slot in the low half
//   by index, u64 each: what the caller notes for the text (u32), 4 bytes unused
// so that a row's user or name leads to its place in one load.

import { compareBytes, prefix } from './bytes';
import { endSlot, firstSlot, SLOT_BYTES, slotIndex, slotLength, slotText, tableSize } from './intern';
import { sortTexts } from './sort';
import { compareUsers, userPrefix } from './user-order';

export const RANK_BYTES: u32 = 16;

function userPrecedes(a: u32, b: u32): bool {
  const left = userPrefix(slotText(a), slotLength(a));
  const right = userPrefix(slotText(b), slotLength(b));
  if (left != right) return left < right;
  return compareUsers(slotText(a), slotLength(a), slotText(b), slotLength(b)) < 0;
}

function namePrecedes(a: u32, b: u32): bool {
  return compareBytes(slotText(a), slotLength(a), slotText(b), slotLength(b)) < 0;
}

/** Sorts the texts of a table into `ranks`; users in the users' order, names by bytes. */
export function rankTexts(table: usize, ranks: usize, areUsers: bool): void {
  let item = ranks;
  const end = endSlot(table);
  for (let slot = firstSlot(table); slot < end; slot += SLOT_BYTES) {
    if (load<u32>(slot, 4) == 0) continue;
    const text = slotText(slot);
    const length = slotLength(slot);
    const order = areUsers ? userPrefix(text, length) : prefix(text, length);
    store<u64>(item, (order & 0xffffffff00000000) | <u64>slot);
    item += 8;
  }
  sortTexts(ranks, tableSize(table), areUsers ? userPrecedes : namePrecedes);
}

/** The slot of the text with this rank. */
export function rankedSlot(ranks: usize, rank: u32): usize {
  return <usize>load<u32>(ranks + ((<usize>rank) << 3));
}

/** The address of what is noted for the text in a slot. */
export function rankNote(table: usize, ranks: usize, index: u32): usize {
  return ranks + ((<usize>tableSize(table) + <usize>index) << 3);
}

/** Notes each text's rank under its index. */
export function noteRanks(table: usize, ranks: usize): void {
  const count = tableSize(table);
  for (let rank: u32 = 0; rank < count; rank++) {
    store<u32>(rankNote(table, ranks, slotIndex(rankedSlot(ranks, rank))), rank);
  }
}
