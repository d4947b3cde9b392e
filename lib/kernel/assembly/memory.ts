// Where an instance's own use of its memory may begin. Below it is static data. There is no
// allocator: TypeScript plans the layout of every part, and passes addresses in.

/** The first free byte of the memory, aligned to 16. */
export function heapBase(): usize {
  return (__heap_base + 15) & ~15;
}
