import type { Transform, Writable } from 'node:stream';
import { objectTransform } from 'through2';
import { SpillwayError } from './errors.js';
import { orOutOfMemory } from './kernel/out-of-memory.js';

declare const TAKES_AND_GIVES: unique symbol;
declare const TAKES: unique symbol;

/** A Transform, and the types of what it takes and gives. `chain` checks that those of neighbours fit. */
export interface Stage<In, Out> extends Transform {
  /** Only a type; there is no such member. */
  readonly [TAKES_AND_GIVES]?: (input: In) => Out;
}

/** What is no Stage, though it may be a stream. */
export interface NoStage {
  readonly [TAKES_AND_GIVES]?: never;
}

/** A Writable, and the type of what it takes. */
export interface Sink<In> extends Writable {
  /** Only a type; there is no such member. */
  readonly [TAKES]?: (input: In) => void;
}

/**
 * The shell that all stages share: an async generator over the input, as a Transform.
 *
 * through2's generator form carries back-pressure both ways and turns a throw into a stream error. But when the stream is
 * destroyed, it ends the source as if all of it had been read, and the stage would then publish half its work. So here the
 * source of a destroyed stream throws instead, and the body's `finally` still runs.
 *
 * `discard` is called once if the stream was closed before everything that the body yielded had been read, as soon as
 * the body has ended: nothing else can release that output.
 */
export function stage<In, Out>(
  body: (source: AsyncIterable<In>) => AsyncGenerator<Out, void, void>,
  discard?: () => Promise<void>,
): Stage<In, Out> {
  let ended = false;
  let closed = false;

  // A batch is hundreds of KiB: two on either side keep the neighbouring stages busy without using much memory.
  const transform = objectTransform({ highWaterMark: 2 }, async function* (source: AsyncIterable<In>) {
    try {
      yield* body(untilDestroyed(source));
    } catch (error) {
      throw orOutOfMemory(error);
    } finally {
      ended = true;
      await discardUnread();
    }
  }) as unknown as Stage<In, Out>;
  const { destroy } = transform;
  transform.destroy = (error) => destroy.call(transform, isEarlyClose(error) ? undefined : error);
  transform.once('close', () => {
    closed = true;
    // The stream is closed, so there is nowhere to report a failure.
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
 * A `for await` that ends early destroys the stream it reads with an abort error that, unlike a signal's, has no cause. If
 * this stream emitted it, it would come before the error of the reader that failed, and `pipeline` of Node 20 and 22
 * would reject with it. A pipeline notices by itself that the stream was closed before its end.
 */
function isEarlyClose(error: Error | undefined): boolean {
  return error?.name === 'AbortError' && error.cause === undefined;
}
