import { align, type Kernel } from './kernel.js';
import { SPLITTER_BYTES } from './layout/partition.js';

/** Bytes past a text that may be read, though not used. */
const READ_PAST = 16;

/** Bytes of memory that splitters take. */
export function splittersBytes(splitters: readonly Uint8Array[]): number {
  const texts = splitters.reduce((sum, { length }) => sum + length, 0);
  return align(splitters.length * SPLITTER_BYTES) + texts + READ_PAST;
}

/** Gives an instance the splitters by which it finds the partition of a user: see kernel/layout/partition.ts. */
export function putSplitters(
  { exports, memory }: Kernel,
  table: number,
  splitters: readonly Uint8Array[],
): void {
  const bytes = new Uint8Array(memory.buffer);
  const words = new Uint32Array(memory.buffer);
  const addresses = table / 4 + 2 * splitters.length;
  let text = table + align(splitters.length * SPLITTER_BYTES);
  for (const [index, splitter] of splitters.entries()) {
    bytes.set(splitter, text);
    words[addresses + index] = text;
    words[addresses + splitters.length + index] = splitter.length;
    text += splitter.length;
  }
  exports.useSplitters(table, splitters.length);
}
