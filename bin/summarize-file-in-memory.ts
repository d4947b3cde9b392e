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
import { HeldSources } from '../lib/sources/held-sources.js';
import { openSameSource } from '../lib/sources/job-sources.js';
import { plainBytes } from '../lib/sources/plain-bytes.js';
import { nameOfSource } from '../lib/sources/standard-input.js';
import { type Stretch, stretchesBetween } from '../lib/sources/stretches.js';
import { requireUnchanged } from '../lib/sources/verify-source.js';

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
  const read = new Map<number, number>();
  const held = await HeldSources.open(files.sources);
  const sources = stretchesBetween(held.identities, { source: 0, offset: 0 }, null).map((stretch) => {
    const path = paths[stretch.source]!;
    const bytes = bytesOf(held, stretch, (bytes) => read.set(stretch.source, bytes), signal);
    const lines =
      input === 'json' ? valuesOf(bytes, { maxValue: maxLine, name: nameOfSource(path) }) : linesOf(bytes);
    return { lines, ...(paths.length > 1 ? { name: path } : {}) };
  });
  const summary = await summarizeSourcesInMemory(sources, chosen).finally(() => held.close());
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

/** The bytes of a source, as a job reads them: what was there when it was opened is read, or it is refused. */
async function* bytesOf(
  held: HeldSources,
  { source, end }: Stretch,
  onRead: (bytes: number) => void,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, void> {
  const { path, resumable } = held.sources[source]!;
  const options = { position: 0, end, onRead, signal };
  if (!resumable) {
    yield* untilAborted(plainBytes(path, options), signal);
    return;
  }
  const opened = held.segmentSource(source);
  const file = await openSameSource(opened);
  try {
    const { size } = opened.identity;
    yield* untilAborted(plainBytes(path, { ...options, file: { opened: file.file, size } }), signal);
    await requireUnchanged(file, opened.identity);
  } finally {
    await file.close();
  }
}

async function* untilAborted(
  chunks: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, void> {
  for await (const chunk of chunks) {
    signal?.throwIfAborted();
    yield chunk;
  }
}
