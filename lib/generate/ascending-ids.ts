/** The numbers 1 to `count`, in byte order of their decimal digits: 1, 10, 100, 11, 2. */
export function* ascendingIds(count: number): Generator<number> {
  let id = 1;
  for (let left = count; left > 0; left--) {
    yield id;
    if (id * 10 <= count) {
      id *= 10;
    } else {
      while (id % 10 === 9 || id === count) id = Math.floor(id / 10);
      id++;
    }
  }
}
