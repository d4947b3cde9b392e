import type { Readable, Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SpillwayError } from '../errors.js';

type Source = Readable | AsyncIterable<unknown> | Iterable<unknown>;

/** As in node's `pipeline`: a stream, or a function that reads the stage before it. */
type Stage<Out> = Transform | ((source: AsyncIterable<never>) => AsyncIterable<Out>);

/**
 * Like node's `pipeline`, but it rejects with the first failure. A stage that fails closes the stream it reads, and a
 * stream that is closed before its end fails with an abort. If the stage takes time to clean up before it throws, Node 20
 * and 22 reject with that abort. Fails with `aborted` if `signal` is aborted before anything fails.
 */
export async function runPipeline(
  source: Source,
  stages: readonly [...Stage<unknown>[], Writable],
  signal?: AbortSignal | undefined,
): Promise<void> {
  const first = new FirstFailure(signal);
  const all = [first.watch(source), ...stages.map((stage) => first.watch(stage))];
  try {
    await pipeline(all as [Readable, Writable], signal === undefined ? {} : { signal });
  } catch (error) {
    throw first.orElse(error);
  }
}

/** Like runPipeline, but the caller reads the output of the last stage. Ending early closes all stages. */
export async function* readPipeline<Out>(
  source: Source,
  stages: readonly [...Stage<unknown>[], Transform],
  signal?: AbortSignal | undefined,
): AsyncGenerator<Out, void, void> {
  const first = new FirstFailure(signal);
  const all = [first.watch(source), ...stages.map((stage) => first.watch(stage))];
  // The loop below meets its failure.
  const options = signal === undefined ? {} : { signal };
  const closed = pipeline(all as [Readable, Writable], options).catch(() => {});
  try {
    yield* stages.at(-1)! as AsyncIterable<Out>;
  } catch (error) {
    // Once the pipeline has closed, the first failure has been seen.
    await closed;
    throw first.orElse(error);
  } finally {
    await closed;
  }
}

/** Records the first failure among stages that is not a consequence of another. */
class FirstFailure {
  readonly #signal: AbortSignal | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(signal?: AbortSignal | undefined) {
    this.#signal = signal;
  }

  /** Returns the stage, or a wrapper that behaves the same. */
  watch(stage: Source | Stage<unknown> | Writable): unknown {
    if (typeof stage === 'function') {
      return (source: AsyncIterable<never>) => this.#watched(stage(source));
    }
    if ('on' in stage) {
      stage.on('error', (error: unknown) => {
        if (!isConsequence(error)) this.#note(error);
      });
      return stage;
    }
    return this.#watched(stage);
  }

  /** The recorded failure, or `error` if there is none. */
  orElse(error: unknown): unknown {
    this.#note(error);
    return this.#failure!.error;
  }

  async *#watched(source: AsyncIterable<unknown> | Iterable<unknown>): AsyncGenerator<unknown, void, void> {
    try {
      yield* source;
    } catch (error) {
      this.#note(error);
      throw error;
    }
  }

  #note(error: unknown): void {
    // A failure after the signal is a consequence of it.
    const stopped = this.#signal?.aborted === true;
    const cause = this.#signal?.reason;
    this.#failure ??= { error: stopped ? new SpillwayError('aborted', 'stopped', { cause }) : error };
  }
}

/** Whether an error only says that a stream was closed before it had ended. */
function isConsequence(error: unknown): boolean {
  if (error instanceof SpillwayError) return error.code === 'aborted';
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return code === 'ABORT_ERR' || code === 'ERR_STREAM_PREMATURE_CLOSE';
}
