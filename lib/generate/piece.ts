/** A constant text, readable four bytes at a time. */
export interface Piece {
  readonly view: DataView;
  readonly length: number;
}

export function piece(text: string): Piece {
  const bytes = Buffer.from(text);
  return { view: wordView(bytes), length: bytes.length };
}

/** Bytes with room after them, for they are copied by whole words. */
export function wordView(bytes: Uint8Array): DataView {
  const padded = new Uint8Array(bytes.length + 3);
  padded.set(bytes);
  return new DataView(padded.buffer);
}
