import { align, type Kernel } from './kernel.js';
import {
  INDEXED_SPLITTERS,
  PAST_END_BYTES,
  SPLITTER_ADDRESS_BYTES,
  SPLITTER_BYTES,
  SPLITTER_INDEX_ENTRIES,
  SPLITTER_INDEX_ENTRY_BYTES,
  SPLITTER_KEY_BYTES,
  SPLITTER_LENGTH_BYTES,
} from './layout/partition.js';

/** Bytes of the tables. */
function tablesBytes(splitters: number): number {
  const index = splitters < INDEXED_SPLITTERS ? 0 : SPLITTER_INDEX_ENTRIES * SPLITTER_INDEX_ENTRY_BYTES;
  return align(splitters * SPLITTER_BYTES + index);
}

/** Bytes of memory that splitters take. */
export function splittersBytes(splitters: readonly Uint8Array[]): number {
  const texts = splitters.reduce((sum, { length }) => sum + length, 0);
  return tablesBytes(splitters.length) + texts + PAST_END_BYTES;
}

/** Gives an instance the splitters by which it finds the partition of a user: see kernel/layout/partition.ts. */
export function putSplitters(
  { exports, memory }: Kernel,
  table: number,
  splitters: readonly Uint8Array[],
): void {
  const bytes = new Uint8Array(memory.buffer);
  const view = new DataView(memory.buffer);
  const addresses = table + splitters.length * SPLITTER_KEY_BYTES;
  const lengths = addresses + splitters.length * SPLITTER_ADDRESS_BYTES;
  let text = table + tablesBytes(splitters.length);
  for (const [index, splitter] of splitters.entries()) {
    bytes.set(splitter, text);
    view.setUint32(addresses + index * SPLITTER_ADDRESS_BYTES, text, true);
    view.setUint32(lengths + index * SPLITTER_LENGTH_BYTES, splitter.length, true);
    text += splitter.length;
  }
  exports.useSplitters(table, splitters.length);
}
