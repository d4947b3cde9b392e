/**
 * Values in slices. The values of a slice can be had without waiting, so that a loop over them is an ordinary one: an
 * `await` for each value would cost more than most of them take to make. Each slice must be used up, or left for good, before
 * the next one is requested.
 */
export type Slices<T> = AsyncGenerator<Iterable<T>, void, void>;

/** Slices of one value each. */
export async function* slicesOf<T>(source: AsyncIterable<T>): Slices<T> {
  for await (const value of source) yield [value];
}

/** The values, one after the other. */
export async function* valuesOf<T>(slices: AsyncIterable<Iterable<T>>): AsyncGenerator<T, void, void> {
  for await (const slice of slices) yield* slice;
}

/** Resolves when the event loop has had a turn. A loop over slices that never wait would starve it of messages. */
export function turnOfEventLoop(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
