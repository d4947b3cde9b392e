import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SpillwayError } from '../errors.js';
import type { SummaryBatch } from '../records/summary-batch.js';
import { fileSink } from '../stages/file-sink.js';
import { format } from '../stages/format.js';
import { sortMerge } from '../stages/sort-merge.js';
import type { JobState } from '../storage/job-state.js';
import type { JobSettings } from './job-settings.js';
import type { ProgressReport } from './progress.js';

/** Merges all runs into the output. Resolves to the number of users in it, when it is durable. */
export async function writeSummary(
  state: JobState,
  settings: JobSettings,
  progress: ProgressReport,
): Promise<number> {
  const { memory, delimiters, emptySections, output, signal } = settings;
  const { runs } = state;
  let users = 0;
  progress.beginMerge(runs.reduce((sum, { bytes }) => sum + bytes, 0));
  try {
    await pipeline(
      Readable.from(runs),
      sortMerge({ memory }),
      async function* (batches: AsyncIterable<SummaryBatch>) {
        for await (const batch of batches) {
          users += batch.users;
          progress.add({ users: batch.users });
          yield batch;
        }
      },
      format({ delimiters, emptySections }),
      fileSink(output),
      { signal },
    );
  } catch (error) {
    if (signal?.aborted !== true) throw error;
    throw new SpillwayError('aborted', 'stopped while merging; the same call merges again', { cause: error });
  }
  return users;
}
