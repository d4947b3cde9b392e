/** Passes on what `source` yields, and asks for the next value while the current one is used. */
export async function* oneAhead<T>(source: AsyncGenerator<T, void, void>): AsyncGenerator<T, void, void> {
  let next = source.next();
  try {
    for (;;) {
      const { value, done } = await next;
      if (done === true) return;
      next = source.next();
      // Its failure is handled where it is awaited.
      next.catch(() => {});
      yield value;
    }
  } finally {
    await source.return();
  }
}
