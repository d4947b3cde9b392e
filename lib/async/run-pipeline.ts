import type { Readable, Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SpillwayError } from '../errors.js';

type Source = Readable | AsyncIterable<unknown> | Iterable<unknown>;

/** As for node's `pipeline`: a stream, or a function that reads the stage before it. */
type Stage<Out> = Transform | ((source: AsyncIterable<never>) => AsyncIterable<Out>);

/**
 * As node's `pipeline`, but it rejects with what failed first. A stage that fails closes what it reads, and a stream that is
 * closed before its end fails with an abort: where the stage takes time to tidy up before its error leaves it, that abort
 * is what `pipeline` of Node 20 and 22 rejects with. It fails with `aborted` if `signal` is aborted before anything fails.
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

/** What comes out of stages: as runPipeline, for who reads it. Ended early, it closes all of them. */
export async function* readPipeline<Out>(
  source: Source,
  stages: readonly [...Stage<unknown>[], Transform],
): AsyncGenerator<Out, void, void> {
  const first = new FirstFailure();
  const all = [first.watch(source), ...stages.map((stage) => first.watch(stage))];
  // Its failure is met by who reads.
  const closed = pipeline(all as [Readable, Writable]).catch(() => {});
  try {
    yield* stages.at(-1)! as AsyncIterable<Out>;
  } catch (error) {
    // By then the first failure has been seen.
    await closed;
    throw first.orElse(error);
  } finally {
    await closed;
  }
}

/** The first failure among stages that is not the consequence of another. */
class FirstFailure {
  readonly #signal: AbortSignal | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(signal?: AbortSignal | undefined) {
    this.#signal = signal;
  }

  /** The stage, or one that does the same. */
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

  /** `error` where none was seen. */
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
    // What fails after the signal follows from it.
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
