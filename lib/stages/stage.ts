import type { Transform } from 'node:stream';
import { objectTransform } from 'through2';
import { SpillwayError } from '../errors.js';

/**
 * The shell that all stages share: an async generator over what comes in, as a Transform.
 *
 * through2's generator form carries back-pressure both ways and turns a throw into a stream error. It ends the
 * source of a destroyed stream as if all had been read, though, and a stage that believed it would publish half its
 * work; so here the source of a destroyed stream throws instead, and the body's `finally` still runs.
 */
export function stage<In, Out>(
  body: (source: AsyncIterable<In>) => AsyncGenerator<Out, void, void>,
): Transform {
  // Batches are hundreds of KiB each: two on either side keep neighbours busy without hoarding memory.
  const transform = objectTransform({ highWaterMark: 2 }, async function* (source: AsyncIterable<In>) {
    yield* body(untilDestroyed(source));
  }) as unknown as Transform;

  async function* untilDestroyed(source: AsyncIterable<In>): AsyncGenerator<In, void, void> {
    for await (const chunk of source) {
      if (transform.destroyed) throw new SpillwayError('aborted', 'the stream was destroyed');
      yield chunk;
    }
    if (transform.destroyed) throw new SpillwayError('aborted', 'the stream was destroyed');
  }
  return transform;
}
