import type { Transform } from 'node:stream';
import { objectTransform } from 'through2';
import { SpillwayError } from './errors.js';
import { orOutOfMemory } from './kernel/out-of-memory.js';

/**
 * The shell that all stages share: an async generator over what comes in, as a Transform.
 *
 * through2's generator form carries back-pressure both ways and turns a throw into a stream error. It ends the
 * source of a destroyed stream as if all had been read, though, and a stage that believed it would publish half its
 * work; so here the source of a destroyed stream throws instead, and the body's `finally` still runs.
 *
 * `discard` is called once, when the body has come to its end and the stream was closed before all that the body gave
 * had been read: nobody else will ever know of it.
 */
export function stage<In, Out>(
  body: (source: AsyncIterable<In>) => AsyncGenerator<Out, void, void>,
  discard?: () => Promise<void>,
): Transform {
  let ended = false;
  let closed = false;

  // Batches are hundreds of KiB each: two on either side keep neighbours busy without hoarding memory.
  const transform = objectTransform({ highWaterMark: 2 }, async function* (source: AsyncIterable<In>) {
    try {
      yield* body(untilDestroyed(source));
    } catch (error) {
      throw orOutOfMemory(error);
    } finally {
      ended = true;
      await discardUnread();
    }
  }) as unknown as Transform;
  const { destroy } = transform;
  transform.destroy = (error) => destroy.call(transform, isEarlyClose(error) ? undefined : error);
  transform.once('close', () => {
    closed = true;
    // There is no one left to tell of a failure: the stream is closed.
    discardUnread().catch(() => {});
  });

  async function* untilDestroyed(source: AsyncIterable<In>): AsyncGenerator<In, void, void> {
    for await (const chunk of source) {
      if (transform.destroyed) throw new SpillwayError('aborted', 'the stream was destroyed');
      yield chunk;
    }
    if (transform.destroyed) throw new SpillwayError('aborted', 'the stream was destroyed');
  }

  async function discardUnread(): Promise<void> {
    if (ended && closed && !transform.readableEnded) await discard?.();
  }
  return transform;
}

/**
 * A `for await` that ends early destroys the stream that it reads with an abort: one without a cause, unlike that of a
 * signal. Told as this stream's error it would come before that of whoever failed while reading, and a `pipeline` of Node
 * 20 or 22 would take it for the cause. A pipeline finds out by itself that the stream was closed before its end.
 */
function isEarlyClose(error: Error | undefined): boolean {
  return error?.name === 'AbortError' && error.cause === undefined;
}
