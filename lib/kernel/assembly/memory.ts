// Where an instance's own use of its memory may begin. Below it lies static data; there is no allocator:
// every part's layout is planned outside, by its door, and handed in as addresses.

/** The first free byte of the memory, aligned to 16. */
export function heapBase(): usize {
  return (__heap_base + 15) & ~15;
}
