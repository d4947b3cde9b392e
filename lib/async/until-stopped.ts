/** What `source` gives, until `stop` is aborted: then who waits for more waits no longer. */
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
    // Where it is still waiting for input it ends when that comes: nobody is to wait for it here.
    iterator.return?.()?.catch(() => {});
  }
}

/** Undefined where `stop` comes first. */
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
