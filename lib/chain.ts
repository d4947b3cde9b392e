import type { Readable, Transform } from 'node:stream';
import { readPipeline, runPipeline } from './async/run-pipeline.js';
import { unlessAborted } from './async/unless-aborted.js';
import { untilStopped } from './async/until-stopped.js';
import { SpillwayError } from './errors.js';
import { OptionReader } from './options.js';
import { type NoStage, type Sink, type Stage, stage } from './stage.js';

/** Where a chain begins: a stream, or anything that can be iterated. */
export type ChainSource<Out> = AsyncIterable<Out> | Iterable<Out>;

/** A stage of a chain: one of spillway's, a stream, or a function that reads the stage before it, such as an async generator. */
export type ChainStage<In, Out> = Stage<In, Out> | ((source: AsyncIterable<In>) => AsyncIterable<Out>);

/** Where a chain ends: a Writable, or a function that reads the last stage. What an async generator yields is dropped. */
export type ChainSink<In, Result> =
  | (Sink<In> & NoStage)
  | ((
      source: AsyncIterable<In>,
      options: { readonly signal: AbortSignal | undefined },
    ) => ChainResult<Result>);

export type ChainResult<Result> = PromiseLike<Result> | AsyncIterable<unknown>;

export interface ChainOptions {
  /** Stops the chain, which then fails with `aborted`. */
  readonly signal?: AbortSignal | undefined;
  /** Ends the source when it is aborted: what was read goes through all stages. With a checkpoint, give it the same signal. */
  readonly stop?: AbortSignal | undefined;
}

/** What each stage gives, behind what the source gives: at an index, what the stage at this index takes. */
export type ChainFlow<First, Outs extends readonly unknown[]> = readonly [First, ...Outs];
export type ChainStages<First, Outs extends readonly unknown[]> = {
  [Index in keyof Outs]: ChainStage<
    ChainKnown<ChainFlow<First, Outs>[Index & keyof ChainFlow<First, Outs>]>,
    Outs[Index]
  >;
};
/** Behind a stream or a function whose types are not known, anything fits. */
// biome-ignore lint/suspicious/noExplicitAny: only `any` fits every stage.
export type ChainKnown<Out> = unknown extends Out ? any : Out;
export type ChainLast<All extends readonly unknown[]> = All extends readonly [...unknown[], infer Item]
  ? Item
  : never;

/**
 * Runs a source through any number of stages into a sink, and resolves when all is done: to what the sink returns, if it is
 * a function. Like node's `pipeline`, but the types of neighbours must fit, and it rejects with what failed first, never with
 * what follows from it. The last argument may be options.
 */
export function chain<First, Outs extends readonly unknown[], Result = void>(
  source: ChainSource<First>,
  ...steps: [...ChainStages<First, Outs>, ChainSink<ChainKnown<ChainLast<ChainFlow<First, Outs>>>, Result>]
): Promise<Result>;
export function chain<First, Outs extends readonly unknown[], Result = void>(
  source: ChainSource<First>,
  ...steps: [
    ...ChainStages<First, Outs>,
    ChainSink<ChainKnown<ChainLast<ChainFlow<First, Outs>>>, Result>,
    ChainOptions,
  ]
): Promise<Result>;
export async function chain(source: ChainSource<unknown>, ...steps: unknown[]): Promise<unknown> {
  const options = isPart(steps.at(-1), 'write') ? undefined : steps.pop();
  const reader = new OptionReader('chain', options);
  const signal = reader.abortSignal('signal');
  const stop = reader.abortSignal('stop');
  reader.done();
  const sink = steps.pop() as ChainSink<unknown, unknown>;
  const isChain = isSource(source) && steps.every((each) => isPart(each, 'pipe')) && isPart(sink, 'write');
  if (!isChain) {
    throw new SpillwayError(
      'bad-pipeline',
      'chain: takes a source, stages in their order, and a Writable or a function as its end',
    );
  }
  const stages = steps.map(asStage);
  const begin = stop === undefined ? source : untilStopped(values(source), stop);
  try {
    if (typeof sink !== 'function') return await runPipeline(begin, [...stages, sink], signal);
    return await readInto(begin, stages, (output) => sink(output, { signal }), signal);
  } finally {
    // A source that still waits for input when it is stopped does not notice that nobody reads it.
    if (stop?.aborted === true && isStream(source)) source.destroy();
  }
}

function isSource(source: unknown): boolean {
  return (
    typeof source === 'object' &&
    source !== null &&
    (Symbol.asyncIterator in source || Symbol.iterator in source)
  );
}

/** A function, or a stream that has this method. */
function isPart(step: unknown, method: 'pipe' | 'write'): boolean {
  return typeof step === 'function' || (typeof step === 'object' && step !== null && method in step);
}

function asStage(step: unknown): Transform {
  if (typeof step !== 'function') return step as Transform;
  return stage<unknown, unknown>(step as Parameters<typeof stage<unknown, unknown>>[0]);
}

/** Gives the output of the last stage to a function. Whatever that one does, all stages have ended when it is done. */
async function readInto(
  source: ChainSource<unknown>,
  stages: readonly Transform[],
  sink: (output: AsyncIterable<unknown>) => ChainResult<unknown>,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const last = stages.at(-1) ?? stage<unknown, unknown>((all) => all as AsyncGenerator<unknown, void, void>);
  const output = readPipeline<unknown>(source, [...stages.slice(0, -1), last], signal);
  let failure: { readonly error: unknown } | undefined;
  async function* watched(): AsyncGenerator<unknown, void, void> {
    try {
      yield* output;
    } catch (error) {
      failure = { error };
      throw error;
    }
  }
  const read = watched();
  try {
    const result = sink(read);
    const done = isIterable(result) ? drained(result) : Promise.resolve(result);
    const value = await unlessAborted<unknown>(done, signal);
    // A function that is content with a part of the output does not see that the rest fails, or hides it.
    await read.return();
    if (failure !== undefined) throw failure.error;
    return value;
  } catch (error) {
    await read.return();
    if (failure !== undefined) throw failure.error;
    throw signal?.aborted === true ? new SpillwayError('aborted', 'stopped', { cause: error }) : error;
  } finally {
    // A function that has not begun to read has started nothing.
    for (const each of [source, ...stages]) if (isStream(each)) each.destroy();
  }
}

async function* values(source: ChainSource<unknown>): AsyncGenerator<unknown, void, void> {
  yield* source;
}

async function drained(results: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of results);
}

function isIterable(result: ChainResult<unknown>): result is AsyncIterable<unknown> {
  return typeof result === 'object' && result !== null && Symbol.asyncIterator in result;
}

function isStream(each: unknown): each is Readable {
  return typeof (each as Readable).destroy === 'function';
}
