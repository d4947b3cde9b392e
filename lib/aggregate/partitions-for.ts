const MAX_PARTITIONS = 2048;
/** Slices of fewer bytes would be mostly heads of blocks. */
const MIN_SLICE_BYTES = 4096;

/** How many partitions records are scattered into in so much memory: a power of two, so that fewer are some of them. */
export function partitionsFor(memory: number): number {
  const wanted = Math.min(MAX_PARTITIONS, Math.max(1, memory / 2 / MIN_SLICE_BYTES));
  return 2 ** Math.floor(Math.log2(wanted));
}
