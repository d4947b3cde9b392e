/** What `source` gives; each next one is made while the one before it is used. */
export async function* oneAhead<T>(source: AsyncGenerator<T, void, void>): AsyncGenerator<T, void, void> {
  let next = source.next();
  try {
    for (;;) {
      const { value, done } = await next;
      if (done === true) return;
      next = source.next();
      // Its failure is met where it is waited for.
      next.catch(() => {});
      yield value;
    }
  } finally {
    await source.return();
  }
}
