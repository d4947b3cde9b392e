import { pipeline, Readable } from 'node:stream';
import type { DelimiterPolicy, EmptySections } from '../kernel/formatter.js';
import type { Run } from '../records/run.js';
import type { SummaryBatch } from '../records/summary-batch.js';
import type { UserRange } from '../records/user-range.js';
import { format, type OutputFormat } from '../stages/format.js';
import { sortMerge } from '../stages/sort-merge.js';

/** How to merge the runs of a job. Plain data: it can be sent to a worker. */
export interface MergeTask {
  /** In source order. */
  readonly runs: readonly Run[];
  /** Where runs of passes before the last go. */
  readonly directory: string;
  readonly memory: number;
  readonly format: OutputFormat;
  readonly delimiters: DelimiterPolicy;
  readonly emptySections: EmptySections;
  /** Whether names are to be counted. */
  readonly countNames: boolean;
}

/** Merges the rows of some users and formats them: the bytes of whole lines, in chunks. */
export function mergePart(
  task: MergeTask,
  users: UserRange,
  onBatch: (batch: SummaryBatch) => void,
): Readable {
  const { runs, memory, directory, delimiters, emptySections } = task;
  const header = users.from === undefined;
  const lines = format({ format: task.format, header, delimiters, emptySections });
  pipeline(
    Readable.from(runs),
    sortMerge({ memory, directory, users }),
    async function* (batches: AsyncIterable<SummaryBatch>) {
      for await (const batch of batches) {
        onBatch(batch);
        yield batch;
      }
    },
    lines,
    // Whoever reads the lines is told of a failure by them.
    () => {},
  );
  return lines;
}
