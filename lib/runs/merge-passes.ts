/** More runs than this are merged in several passes: 64 runs, two blocks each, take about half of the memory. */
export const MAX_FAN_IN = 64;
const MIN_FAN_IN = 2;

/** How many runs may be merged at once in half of the memory, where each takes `runBytes`. */
export function fanIn(memory: number, runBytes: number): number {
  const affordable = Math.floor(memory / 2 / Math.max(1, runBytes));
  return Math.min(MAX_FAN_IN, Math.max(MIN_FAN_IN, affordable));
}

/** Runs from the one at `first`, `count` of them. */
export interface Pass {
  readonly first: number;
  readonly count: number;
}

/**
 * The runs that the next pass merges into one, so that in the end exactly `width` are left for the last one: neighbours,
 * because the order of runs decides ties, those with the fewest bytes, and no more than needed. Undefined if there are
 * no more than `width`.
 */
export function nextPass(runs: readonly { readonly bytes: number }[], width: number): Pass | undefined {
  if (runs.length <= width) return undefined;
  const count = Math.min(width, runs.length - width + 1);
  let bytes = 0;
  for (let run = 0; run < count; run++) bytes += runs[run]!.bytes;
  let first = 0;
  let fewest = bytes;
  for (let run = count; run < runs.length; run++) {
    bytes += runs[run]!.bytes - runs[run - count]!.bytes;
    if (bytes >= fewest) continue;
    fewest = bytes;
    first = run - count + 1;
  }
  return { first, count };
}
