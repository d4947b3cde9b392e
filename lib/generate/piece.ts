/** A constant text, readable four bytes at a time. */
export interface Piece {
  readonly view: DataView;
  readonly length: number;
}

export function piece(text: string): Piece {
  const bytes = Buffer.from(text);
  return { view: wordView(bytes), length: bytes.length };
}

/** A view of a copy with three spare bytes at the end, so that it can be read in whole words of four bytes. */
export function wordView(bytes: Uint8Array): DataView {
  const padded = new Uint8Array(bytes.length + 3);
  padded.set(bytes);
  return new DataView(padded.buffer);
}
