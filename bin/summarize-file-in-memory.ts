import { addAbortSignal } from 'node:stream';
import { writeDestination } from '../lib/disk/destination.js';
import { SpillwayError } from '../lib/errors.js';
import { linesOf } from '../lib/in-memory/lines.js';
import { summarizeSourcesInMemory } from '../lib/in-memory/summarize-in-memory.js';
import { valuesOf } from '../lib/in-memory/values.js';
import { readSettings, type SummarizeOptions } from '../lib/job/job-settings.js';
import { requireSmallShare } from '../lib/job/max-rejects.js';
import { writeOutput } from '../lib/job/merge/write-output.js';
import { isNothingValid, nothingValid } from '../lib/job/nothing-valid.js';
import { openFiles } from '../lib/job/open-files.js';
import type { FilesBeside } from '../lib/job/refuse-overlaps.js';
import type { SummarizeStats } from '../lib/job/stats.js';
import { orOutOfMemory } from '../lib/kernel/out-of-memory.js';
import { formatReject } from '../lib/records/reject.js';
import { openSource } from '../lib/sources/open-source.js';
import { nameOfSource } from '../lib/sources/standard-input.js';

/** `summarize` with the in-memory engine: no runs, no checkpoints, and memory that grows with the users. */
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
  const { input, output, map, maxLine, delimiters, emptySections, order, signal } = options;
  const started = performance.now();
  const given = { map, maxLine, delimiters, emptySections, order };
  const chosen = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const settings = readSettings(options);
  if (settings.format !== 'line') {
    throw new SpillwayError(
      'bad-option',
      `the in-memory engine writes the line format, not ${settings.format}; choose --format line, or leave out --in-memory`,
    );
  }
  const files = await openFiles(settings, beside);
  const paths = files.sources.map(({ path }) => path);
  const read = new Map<string, number>();
  const sources = paths.map((path) => {
    const bytes = bytesOf(path, (bytes) => read.set(path, bytes), signal);
    const lines =
      input === 'json' ? valuesOf(bytes, { maxValue: maxLine, name: nameOfSource(path) }) : linesOf(bytes);
    return { lines, ...(paths.length > 1 ? { name: path } : {}) };
  });
  const summary = await summarizeSourcesInMemory(sources, chosen);
  const { maxRejects, maxRejectPercent } = settings;
  if (summary.rejects.length > maxRejects) {
    throw new SpillwayError(
      'too-many-rejects',
      `more lines were rejected than maxRejects (${maxRejects}) allows`,
      { expected: maxRejects, found: summary.rejects.length, option: 'maxRejects' },
    );
  }
  if (options.rejects !== undefined) {
    const rejects = Buffer.from(summary.rejects.map(formatReject).join(''));
    await writeDestination(options.rejects, [rejects], signal);
  }
  requireSmallShare(summary.counters, maxRejectPercent);
  const statsNow = (): SummarizeStats => ({
    ...summary.counters,
    sourceBytes: [...read.values()].reduce((sum, bytes) => sum + bytes, 0),
    users: summary.users,
    runs: 0,
    spilledBytes: 0,
    resumedFrom: 0,
    seconds: (performance.now() - started) / 1000,
    peakRss: process.resourceUsage().maxRSS * 1024,
  });
  if (options.allowEmpty !== true && isNothingValid(summary.counters)) {
    throw await nothingValid(statsNow(), { input, map }, paths, false);
  }
  await writeOutput({ chunks: () => summary.output }, output, signal);
  return statsNow();
}

/** The bytes of a source, which is opened at the first read. */
async function* bytesOf(
  path: string,
  onRead: (bytes: number) => void,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, void> {
  const bytes = openSource(path, { onRead });
  if (signal !== undefined) addAbortSignal(signal, bytes);
  yield* bytes as AsyncIterable<Uint8Array>;
}
