// What the kernel sorts: an item stands for a row, a user or a key. This file is compiled twice, by tsc and by asc: plain
// constants only.

/** A number (u64) that never contradicts the order of what the items stand for. */
export const ITEM_PREFIX = 0;
/** The address (u32) of what it stands for. The four bytes after it are not used. */
export const ITEM_ADDRESS = 8;
export const ITEM_BYTES = 16;
