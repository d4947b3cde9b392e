import type { Kernel } from '../kernel/kernel.js';

/** A block of sorted, folded rows, see assembly/run-format.ts. It lies in a kernel's memory and is soon overwritten. */
export interface RunBlock {
  readonly bytes: Uint8Array;
  readonly rows: number;
  /** Users named in the block; its first may have been the last of the block before. */
  readonly users: number;
  readonly lastUser: Uint8Array;
  /** Different names in the block: who reads it needs room for them. */
  readonly names: number;
}

// Sizes of assembly/block-names.ts.
const NAME_BYTES = 16;
const NAME_SLOTS_BYTES = 2048;

/** A block takes a name for each so many of its bytes at most: a row has about as many, so that it is filled nearly always. */
const BYTES_PER_NAME = 32;
/** Enough for a row that is longer than a block should be, and what the numbers of names go up to. */
const MIN_NAMES = 16;
const MAX_NAMES = 65_535;

/** Bytes that the names of a block of `target` bytes take while it is written. */
export function blockNamesBytes(target: number): number {
  return NAME_SLOTS_BYTES + mostNames(target) * NAME_BYTES + 4 * 2 ** tableBits(target);
}

/** Has the names of the blocks that an instance writes kept at `address`. */
export function useBlockNames({ exports }: Kernel, address: number, target: number): void {
  exports.useNames(address, mostNames(target), tableBits(target));
}

function mostNames(target: number): number {
  return Math.min(MAX_NAMES, Math.max(MIN_NAMES, Math.floor(target / BYTES_PER_NAME)));
}

/** At least half of the table is free, so that few names share a place. */
function tableBits(target: number): number {
  return Math.ceil(Math.log2(2 * mostNames(target)));
}

/** The block that an instance has written to `address`. */
export function blockAt({ exports, memory }: Kernel, address: number): RunBlock {
  return {
    bytes: new Uint8Array(memory.buffer, address, exports.blockBytes()),
    rows: exports.blockRows(),
    users: exports.blockUsers(),
    names: exports.blockNames(),
    lastUser: new Uint8Array(memory.buffer, exports.blockLastUser(), exports.blockLastUserLength()),
  };
}

/**
 * A block of a run: 1/256 of the budget, so that 64 runs, two blocks each, are merged in half of it; but one that stays
 * in the processor's cache from its encoding to its writing, and a merge of some users reads up to two blocks of each
 * run that hold few of them.
 */
const MIN_BLOCK = 4 * 1024;
const MAX_BLOCK = 256 * 1024;

export function blockTarget(memory: number): number {
  return Math.min(MAX_BLOCK, Math.max(MIN_BLOCK, Math.floor(memory / 256)));
}
