/** A LEB128 number of up to 32 bits, and the index behind it. */
export function readVarint(bytes: Uint8Array, index: number): { value: number; end: number } {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[index++]!;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return { value, end: index };
  }
}

/** A text (its length as a varint, then its bytes), and the index behind it. */
export function readText(bytes: Uint8Array, index: number): { text: Uint8Array; end: number } {
  const { value: length, end: start } = readVarint(bytes, index);
  return { text: bytes.subarray(start, start + length), end: start + length };
}
