import type { Kernel } from './kernel.js';

/** A block of sorted, folded rows, see assembly/run-format.ts. It lies in a kernel's memory and is soon overwritten. */
export interface RunBlock {
  readonly bytes: Uint8Array;
  readonly rows: number;
  /** Users named in the block; its first may have been the last of the block before. */
  readonly users: number;
  readonly lastUser: Uint8Array;
}

/** The block that an instance has written to `address`. */
export function blockAt({ exports, memory }: Kernel, address: number): RunBlock {
  return {
    bytes: new Uint8Array(memory.buffer, address, exports.blockBytes()),
    rows: exports.blockRows(),
    users: exports.blockUsers(),
    lastUser: new Uint8Array(memory.buffer, exports.blockLastUser(), exports.blockLastUserLength()),
  };
}
