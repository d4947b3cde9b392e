import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ioError, SpillwayError } from '../lib/errors.js';
import type { SummarizeOptions } from '../lib/job/job-settings.js';
import { formatReject } from '../lib/records/reject.js';
import { summarizeInMemory } from '../lib/simple.js';
import { fileSink } from '../lib/stages/file-sink.js';
import type { SummarizeStats } from '../lib/summarize.js';

/** `summarize` by the simple engine: no runs, no checkpoints, memory as the users ask for it. */
export async function summarizeFileInMemory(options: SummarizeOptions): Promise<SummarizeStats> {
  const { source, output, map, maxLine, delimiters, emptySections, order, maxRejects } = options;
  const started = performance.now();
  const given = { map, maxLine, delimiters, emptySections, order };
  const chosen = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const chunks = createReadStream(source);
  const summary = await summarizeInMemory(chunks, chosen).catch((error: unknown) => {
    throw ioError('read', source, error, 'source-unreadable');
  });
  if (maxRejects !== undefined && summary.rejects.length > maxRejects) {
    throw new SpillwayError(
      'too-many-rejects',
      `more lines were rejected than maxRejects (${maxRejects}) allows`,
      { expected: maxRejects, found: summary.rejects.length, option: 'maxRejects' },
    );
  }
  if (options.rejects !== undefined) {
    await pipeline(Readable.from(summary.rejects.map(formatReject)), fileSink(options.rejects));
  }
  await pipeline(Readable.from(summary.output), fileSink(output));
  return {
    ...summary.counters,
    sourceBytes: (await stat(source)).size,
    users: summary.users,
    runs: 0,
    spilledBytes: 0,
    resumedFrom: 0,
    seconds: (performance.now() - started) / 1000,
    peakRss: process.resourceUsage().maxRSS * 1024,
  };
}
