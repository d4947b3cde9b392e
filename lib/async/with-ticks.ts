import type { Slices } from './slices.js';

/** Slices, and an empty one whenever nothing has come for some milliseconds. Undefined: without these. */
export async function* withTicks<T>(
  slices: AsyncIterable<Iterable<T>>,
  milliseconds: number | undefined,
): Slices<T> {
  if (milliseconds === undefined) {
    yield* slices;
    return;
  }
  const iterator = slices[Symbol.asyncIterator]();
  let ended = false;
  try {
    for (let next = iterator.next(); ; ) {
      const slice = await orTick(next, milliseconds);
      if (slice === undefined) {
        yield [];
        continue;
      }
      if (slice.done === true) {
        ended = true;
        return;
      }
      yield slice.value;
      next = iterator.next();
    }
  } finally {
    // Whoever ends early does not wait for the source.
    if (!ended) iterator.return?.()?.catch(() => {});
  }
}

/** Undefined if the time is up first. */
function orTick<T>(next: Promise<T>, milliseconds: number): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(undefined), milliseconds);
    next.finally(() => clearTimeout(timer)).then(resolve, reject);
  });
}
