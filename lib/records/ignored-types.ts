/** How many lines of one type the mapping ignored. */
export interface TypeCount {
  /** The type's text, or its first 64 bytes; empty if the type is missing or not a string. */
  readonly type: string;
  readonly lines: number;
}

/**
 * Counts of the first 32 types in ascending order. They are the least of all types, not the first to occur: so the sum of
 * such counts also has the least types, with exact counts, wherever ranges and checkpoints cut the source.
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
