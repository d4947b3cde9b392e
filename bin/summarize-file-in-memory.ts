import { addAbortSignal } from 'node:stream';
import { runPipeline } from '../lib/async/run-pipeline.js';
import { SpillwayError } from '../lib/errors.js';
import type { SummarizeOptions } from '../lib/job/job-settings.js';
import { type FilesBeside, refuseOverlaps } from '../lib/job/refuse-overlaps.js';
import { writeOutput } from '../lib/job/write-output.js';
import { orOutOfMemory } from '../lib/out-of-memory.js';
import { formatReject } from '../lib/records/reject.js';
import { linesOf } from '../lib/simple/lines.js';
import { valuesOf } from '../lib/simple/values.js';
import { summarizeSourcesInMemory } from '../lib/simple.js';
import { expandSources } from '../lib/sources/expand-sources.js';
import { openSource } from '../lib/sources/open-source.js';
import { nameOfSource } from '../lib/sources/standard-input.js';
import { fileSink } from '../lib/stages/file-sink.js';
import type { SummarizeStats } from '../lib/summarize.js';

/** `summarize` by the simple engine: no runs, no checkpoints, memory as the users ask for it. */
export async function summarizeFileInMemory(
  options: SummarizeOptions,
  beside: FilesBeside,
): Promise<SummarizeStats> {
  try {
    return await summarizeHere(options, beside);
  } catch (error) {
    if (options.signal?.aborted !== true) throw orOutOfMemory(error);
    throw new SpillwayError('aborted', 'stopped; nothing is kept', { cause: error });
  }
}

async function summarizeHere(options: SummarizeOptions, beside: FilesBeside): Promise<SummarizeStats> {
  const { source, input, output, map, maxLine, delimiters, emptySections, order, maxRejects, signal } =
    options;
  const started = performance.now();
  const given = { map, maxLine, delimiters, emptySections, order };
  const chosen = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const paths = await expandSources([source].flat());
  await refuseOverlaps({ output, rejects: options.rejects, ...beside, sources: paths });
  const read = new Map<string, number>();
  const sources = paths.map((path) => {
    const bytes = bytesOf(path, (bytes) => read.set(path, bytes), signal);
    const lines =
      input === 'json' ? valuesOf(bytes, { maxValue: maxLine, name: nameOfSource(path) }) : linesOf(bytes);
    return { lines, ...(paths.length > 1 ? { name: path } : {}) };
  });
  const summary = await summarizeSourcesInMemory(sources, chosen);
  if (maxRejects !== undefined && summary.rejects.length > maxRejects) {
    throw new SpillwayError(
      'too-many-rejects',
      `more lines were rejected than maxRejects (${maxRejects}) allows`,
      { expected: maxRejects, found: summary.rejects.length, option: 'maxRejects' },
    );
  }
  if (options.rejects !== undefined) {
    await runPipeline(summary.rejects.map(formatReject), [fileSink(options.rejects)], signal);
  }
  await writeOutput({ chunks: () => summary.output }, output, signal);
  return {
    ...summary.counters,
    sourceBytes: [...read.values()].reduce((sum, bytes) => sum + bytes, 0),
    users: summary.users,
    runs: 0,
    spilledBytes: 0,
    resumedFrom: 0,
    seconds: (performance.now() - started) / 1000,
    peakRss: process.resourceUsage().maxRSS * 1024,
  };
}

/** Opened when its turn comes. */
async function* bytesOf(
  path: string,
  onRead: (bytes: number) => void,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, void> {
  const bytes = openSource(path, { onRead });
  if (signal !== undefined) addAbortSignal(signal, bytes);
  yield* bytes as AsyncIterable<Uint8Array>;
}
