// Interned texts: each distinct user or name is stored once and known by its index. Open addressing with linear
// probing in a table of fixed size; who fills it sees to it that it never holds more than its limit.
//
// Table (at an address of its own), u32 each:
//   0 slots: address of the first slot          4 capacity: number of slots      8 size: texts held
// Slot, u32 each:
//   0 hash    4 index + 1 (0: empty)    8 key: address of the text's length (u32), its bytes follow    12 rows
// Texts are laid downwards from the end of the arena, at multiples of 8 bytes: the rows grow towards them.

import { copyBytes, equalBytes } from './bytes';

export const TABLE_BYTES: u32 = 16;
export const SLOT_BYTES: u32 = 16;

/** Lowest address that a text occupies. */
export let textStart: usize = 0;

export function resetTexts(arenaEnd: usize): void {
  textStart = arenaEnd & ~7;
}

export function resetTable(table: usize, slots: usize, capacity: u32): void {
  store<u32>(table, slots, 0);
  store<u32>(table, capacity, 4);
  store<u32>(table, 0, 8);
  memory.fill(slots, 0, capacity * SLOT_BYTES);
}

export function tableSize(table: usize): u32 {
  return load<u32>(table, 8);
}

export function firstSlot(table: usize): usize {
  return load<u32>(table, 0);
}

export function endSlot(table: usize): usize {
  return load<u32>(table, 0) + load<u32>(table, 4) * SLOT_BYTES;
}

/** Where the search for a hash begins: its high bits choose, so that a table may have any number of slots. */
export function homeSlot(table: usize, hash: u32): usize {
  return <usize>load<u32>(table, 0) + <usize>((<u64>hash * <u64>load<u32>(table, 4)) >> 32) * SLOT_BYTES;
}

/** The slot of a text, which is stored if it is new. */
export function intern(table: usize, text: usize, length: u32, hash: u32): usize {
  const end = endSlot(table);
  let slot = homeSlot(table, hash);
  while (load<u32>(slot, 4) != 0) {
    if (load<u32>(slot, 0) == hash) {
      const key = <usize>load<u32>(slot, 8);
      if (load<u32>(key) == length && equalBytes(key + 4, text, length)) return slot;
    }
    slot += SLOT_BYTES;
    if (slot == end) slot = load<u32>(table, 0);
  }
  textStart -= (length + 4 + 7) & ~7;
  store<u32>(textStart, length);
  copyBytes(textStart + 4, text, length);
  const index = load<u32>(table, 8);
  store<u32>(table, index + 1, 8);
  store<u32>(slot, hash, 0);
  store<u32>(slot, index + 1, 4);
  store<u32>(slot, textStart, 8);
  return slot;
}

export function slotIndex(slot: usize): u32 {
  return load<u32>(slot, 4) - 1;
}

export function slotText(slot: usize): usize {
  return <usize>load<u32>(slot, 8) + 4;
}

export function slotLength(slot: usize): u32 {
  return load<u32>(<usize>load<u32>(slot, 8));
}

/** Rows that refer to the text: kept for users, whose rows are counted out by it. */
export function slotRows(slot: usize): u32 {
  return load<u32>(slot, 12);
}

export function addSlotRows(slot: usize, rows: u32): void {
  store<u32>(slot, load<u32>(slot, 12) + rows, 12);
}
