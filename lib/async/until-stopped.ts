/** Passes on what `source` yields until `stop` is aborted, which also ends a pending wait. */
export async function* untilStopped<T>(
  source: AsyncIterable<T>,
  stop: AbortSignal,
): AsyncGenerator<T, void, void> {
  const iterator = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await nextOrStop(iterator, stop);
      if (next === undefined || next.done === true) return;
      yield next.value;
    }
  } finally {
    // If the source still waits for input, it ends when that comes. Do not wait for it here.
    iterator.return?.()?.catch(() => {});
  }
}

/** Undefined if `stop` is aborted first. */
function nextOrStop<T>(
  iterator: AsyncIterator<T>,
  stop: AbortSignal,
): Promise<IteratorResult<T> | undefined> {
  return new Promise((resolve, reject) => {
    if (stop.aborted) return resolve(undefined);
    const stopped = () => resolve(undefined);
    stop.addEventListener('abort', stopped, { once: true });
    iterator
      .next()
      .finally(() => stop.removeEventListener('abort', stopped))
      .then(resolve, reject);
  });
}
