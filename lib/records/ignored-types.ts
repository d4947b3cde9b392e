/** How many lines of one type the mapping had no use for. */
export interface TypeCount {
  /** The type's text, or its first 64 bytes; empty where there is none, or something that is no text. */
  readonly type: string;
  readonly lines: number;
}

/**
 * Types that are told apart, ascending. They are the least of all types, not the first that came: of counts that keep the
 * least, the sum keeps the least as well, with exact counts, wherever the source was cut by ranges and checkpoints.
 */
export type TypeCounts = readonly TypeCount[];

const MAX_TYPES = 32;
const MAX_TYPE_BYTES = 64;

export function typeOf(text: Uint8Array): string {
  const { buffer, byteOffset, length } = text;
  return Buffer.from(buffer, byteOffset, Math.min(length, MAX_TYPE_BYTES)).toString();
}

export function typeCounts(counts: Iterable<readonly [type: string, lines: number]>): TypeCounts {
  return [...counts]
    .map(([type, lines]) => ({ type, lines }))
    .sort((a, b) => (a.type < b.type ? -1 : 1))
    .slice(0, MAX_TYPES);
}

export function addTypeCounts(a: TypeCounts, b: TypeCounts): TypeCounts {
  if (a.length === 0 || b.length === 0) return a.length === 0 ? b : a;
  const sums = new Map(a.map(({ type, lines }) => [type, lines]));
  for (const { type, lines } of b) sums.set(type, (sums.get(type) ?? 0) + lines);
  return typeCounts(sums);
}
