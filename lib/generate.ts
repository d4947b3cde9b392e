import { resolve } from 'node:path';
import { runPipeline } from './async/run-pipeline.js';
import { fileSink } from './disk/file-sink.js';
import { SpillwayError } from './errors.js';
import { makeDictionaries } from './generate/dictionaries.js';
import { LogGenerator, type LogSettings } from './generate/log-generator.js';
import { OptionReader } from './options.js';

export interface GenerateOptions {
  /** The log file. An existing one is replaced only once the new log is complete. */
  readonly output: string;
  /** Where to write the summary that the log must produce, if wanted: line format, users in byte order. */
  readonly reference?: string | undefined;
  /** Seed of all randomness, and timestamp in seconds of the final attribute values: 0 to 10^12, default 1560000000. */
  readonly seed?: number | undefined;
  /** Number of users, whose ids are 1 to `count`: 1 to 100,000,000, default 100. */
  readonly count?: number | undefined;
  /** Most extra attributes per user, besides the six that all users have: 0 to 1000, default 5. */
  readonly attrs?: number | undefined;
  /** Number of rounds, each of one attributes line and one event line: 0 to 1,000,000,000, default 500. */
  readonly events?: number | undefined;
  /** Most event names per user: 1 to 65,535, default 5. */
  readonly maxEvents?: number | undefined;
  /** One event line in this many is written twice: 0 (none) to 1,000,000,000, default 20. */
  readonly dupes?: number | undefined;
  /** One event in this many has no user: 0 (none) to 1,000,000,000, default 500. */
  readonly anon?: number | undefined;
  /** Most lines, other copies not counted, between an event line and its copy: 0 to 1,000,000, default 0. */
  readonly dupeDistance?: number | undefined;
  /** Stops the work and leaves both files as they were. */
  readonly signal?: AbortSignal | undefined;
}

/** Lines are counted as summarizing the log counts them: copies included. */
export interface GenerateStats {
  readonly bytes: number;
  readonly lines: number;
  readonly attributes: number;
  /** Event lines that have a user. */
  readonly events: number;
  readonly anonymous: number;
  /** Event lines that are copies of another. */
  readonly copies: number;
  readonly users: number;
}

/**
 * Writes a log of random activities, and the summary that it must produce. The same options write the same bytes. Holds
 * about 20 bytes per user, plus 6 for each of their event names.
 *
 * Fails with `bad-option`, `output-failed`, `aborted`.
 */
export async function generate(options: GenerateOptions): Promise<GenerateStats> {
  const { output, reference, signal, ...settings } = readOptions(options);
  const generator = new LogGenerator(settings, makeDictionaries());
  let bytes = 0;
  const failed = new AbortController();
  const stop = signal === undefined ? failed.signal : AbortSignal.any([failed.signal, signal]);
  let cause: unknown;
  // From node 22 on a pipeline whose sink fails waits until its source has noticed: the other file's must not wait as well.
  const sinkOf = (path: string) =>
    fileSink(path).once('error', (error) => {
      cause ??= error;
      failed.abort();
    });

  const log = runPipeline(
    counted(generator.log(), (length) => {
      bytes += length;
    }),
    [sinkOf(output)],
    stop,
  );
  // Open both files up front, so that a reference that cannot be written fails before the log is generated.
  const summary =
    reference === undefined
      ? undefined
      : runPipeline(after(log, generator.reference()), [sinkOf(reference)], stop);

  try {
    await Promise.all([log, summary]);
  } catch (error) {
    failed.abort();
    await Promise.allSettled([log, summary]);
    throw signal?.aborted ? aborted(output, signal) : (cause ?? error);
  }
  const { lines, attributes, events, anonymous, copies } = generator;
  return { bytes, lines, attributes, events, anonymous, copies, users: settings.count };
}

function readOptions(options: GenerateOptions) {
  const reader = new OptionReader('generate', options);
  const rate = { min: 0, max: 1e9 };
  const settings = {
    output: reader.requiredPath('output'),
    reference: reader.path('reference'),
    signal: reader.abortSignal('signal'),
    seed: reader.integer('seed', 1_560_000_000, { min: 0, max: 1e12 }),
    count: reader.integer('count', 100, { min: 1, max: 1e8 }),
    attrs: reader.integer('attrs', 5, { min: 0, max: 1000 }),
    events: reader.integer('events', 500, { min: 0, max: 1e9 }),
    maxEvents: reader.integer('maxEvents', 5, { min: 1, max: 65_535 }),
    dupes: reader.integer('dupes', 20, rate),
    anon: reader.integer('anon', 500, rate),
    dupeDistance: reader.integer('dupeDistance', 0, { min: 0, max: 1e6 }),
  } satisfies LogSettings & Record<string, unknown>;
  reader.done();
  if (settings.reference !== undefined && resolve(settings.reference) === resolve(settings.output)) {
    throw new SpillwayError('bad-option', 'generate: output and reference must be two files, not one');
  }
  return settings;
}

function* counted(chunks: Iterable<Buffer>, onChunk: (length: number) => void): Generator<Buffer> {
  for (const chunk of chunks) {
    onChunk(chunk.length);
    yield chunk;
  }
}

async function* after(done: Promise<unknown>, chunks: Iterable<Buffer>): AsyncGenerator<Buffer> {
  await done;
  yield* chunks;
}

function aborted(output: string, signal: AbortSignal): SpillwayError {
  return new SpillwayError('aborted', `${output} was not generated: stopped before it was complete`, {
    file: output,
    cause: signal.reason,
  });
}
