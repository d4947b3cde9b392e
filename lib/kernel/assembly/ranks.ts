// Ranks of interned texts: their places in the order of the output. Takes 16 bytes a text, which `rows.ts` keeps free;
// in order of rank
//   0 users: rows that refer to the text, names: a note for the writer of blocks (u32)    4 its index (u32)    8 text: address of its length (u32)
//  12 what the caller notes for the text whose index is this rank (u32)
// so that a row's user or name leads to its place in one load, and a rank to its text in another.

import { prefix } from './bytes';
import {
  endSlot,
  firstSlot,
  SLOT_BYTES,
  slotIndex,
  slotLength,
  slotRows,
  slotText,
  tableSize,
} from './intern';
import { ITEM_BYTES, sortAsBytes, sortAsUsers } from './sort-ranked';
import { userPrefix, usersAreNumeric } from './user-order';

export const RANK_BYTES: u32 = ITEM_BYTES;

/** Sorts the texts of a table into `ranks`; users in the users' order, names by bytes. */
export function rankTexts(table: usize, ranks: usize, areUsers: bool): void {
  const numeric = areUsers && usersAreNumeric();
  let item = ranks;
  const end = endSlot(table);
  for (let slot = firstSlot(table); slot < end; slot += SLOT_BYTES) {
    if (load<u32>(slot, 4) == 0) continue;
    const text = slotText(slot);
    const length = slotLength(slot);
    store<u64>(item, numeric ? userPrefix(text, length) : prefix(text, length));
    store<u32>(item, <u32>(text - 4), 8);
    store<u32>(item, <u32>slot, 12);
    item += RANK_BYTES;
  }
  const count = tableSize(table);
  if (numeric) sortAsUsers(ranks, count);
  else sortAsBytes(ranks, count, 0);
  // The sort is done with the prefixes, and the slots make room for notes.
  for (item = ranks; item < ranks + count * RANK_BYTES; item += RANK_BYTES) {
    const slot = <usize>load<u32>(item, 12);
    store<u32>(item, slotRows(slot), 0);
    store<u32>(item, slotIndex(slot), 4);
  }
}

/** Rows that refer to the text with this rank. */
export function rankedRows(ranks: usize, rank: u32): u32 {
  return load<u32>(ranks + rank * RANK_BYTES, 0);
}

/** The address of the note that is kept for the name with this rank. */
export function rankedNote(ranks: usize, rank: u32): usize {
  return ranks + rank * RANK_BYTES;
}

export function rankedIndex(ranks: usize, rank: u32): u32 {
  return load<u32>(ranks + rank * RANK_BYTES, 4);
}

/** Address of the length of the text with this rank; its bytes follow. */
export function rankedText(ranks: usize, rank: u32): usize {
  return <usize>load<u32>(ranks + rank * RANK_BYTES, 8);
}

/** The address of what is noted for the text with this index. */
export function rankNote(ranks: usize, index: u32): usize {
  return ranks + index * RANK_BYTES + 12;
}

/** Notes each text's rank under its index. */
export function noteRanks(table: usize, ranks: usize): void {
  const count = tableSize(table);
  for (let rank: u32 = 0; rank < count; rank++) store<u32>(rankNote(ranks, rankedIndex(ranks, rank)), rank);
}
