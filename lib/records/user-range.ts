/** Consecutive users, by the UTF-8 bytes of their ids and in the order that the runs have. */
export interface UserRange {
  /** The least user id in the range. Default: no lower bound. */
  readonly from?: Uint8Array | undefined;
  /** The least user id behind the range. Default: no upper bound. */
  readonly before?: Uint8Array | undefined;
}

export function isWholeRange({ from, before }: UserRange): boolean {
  return from === undefined && before === undefined;
}
