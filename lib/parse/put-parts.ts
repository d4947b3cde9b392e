/**
 * Puts parts one behind the other into a memory, from an address on, and returns a view of them. Only the last part may already be
 * where it belongs, and must not be overwritten by the others.
 */
export function putParts(
  memory: WebAssembly.Memory,
  parts: readonly Uint8Array[],
  first: number,
): Uint8Array {
  const bytes = new Uint8Array(memory.buffer, first, bytesOf(parts));
  let end = bytes.length;
  for (let index = parts.length - 1; index >= 0; index--) {
    const part = parts[index]!;
    end -= part.length;
    if (part.buffer !== memory.buffer || part.byteOffset !== first + end) bytes.set(part, end);
  }
  return bytes;
}

export function bytesOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}
