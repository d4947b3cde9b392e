/** Consecutive users, by the UTF-8 bytes of their ids and in the order that the runs have. */
export interface UserRange {
  /** The first user that may belong to it. Default: the first of all. */
  readonly from?: Uint8Array | undefined;
  /** The first user that is behind it. Default: it ends with the last of all. */
  readonly before?: Uint8Array | undefined;
}

export function isWholeRange({ from, before }: UserRange): boolean {
  return from === undefined && before === undefined;
}
