import type { Stop } from '../../async/stop-flag.js';
import type { DelimiterPolicy, EmptySections, OutputFormat } from '../../format/output-format.js';
import { summaryFormatter } from '../../format/summary-formatter.js';
import type { Run } from '../../records/run.js';
import type { SummaryBatch } from '../../records/summary-batch.js';
import type { UserRange } from '../../records/user-range.js';
import { mergeUsers } from '../../runs/merge-runs.js';
import type { RunSet } from '../../runs/run-set.js';

/** How to merge the runs of a job. Plain data: it can be sent to a worker. */
export interface MergeTask {
  /** In source order. */
  readonly runs: readonly Run[];
  /** For temporary runs, if rows have to be distributed again. */
  readonly directory: string;
  readonly memory: number;
  readonly format: OutputFormat;
  readonly delimiters: DelimiterPolicy;
  readonly emptySections: EmptySections;
  /** Whether to count names. */
  readonly countNames: boolean;
}

/**
 * Merges the rows of a range of users and formats them. Yields the bytes of whole lines, in chunks that are valid until the
 * next one is asked for. These are the cores of the stages sortMerge and format; without streams nothing is copied between
 * them.
 */
export async function* mergePart(
  set: RunSet,
  task: Omit<MergeTask, 'runs'>,
  users: UserRange,
  onBatch: (batch: SummaryBatch) => void,
  stop?: Stop | undefined,
): AsyncGenerator<Uint8Array, void, void> {
  const { memory, directory, format, delimiters, emptySections } = task;
  const header = users.from === undefined;
  const formatter = summaryFormatter({ format, header, delimiters, emptySections });
  for await (const batch of mergeUsers(set, { memory, directory, users, stop })) {
    onBatch(batch);
    const lines = formatter.format(batch);
    if (lines.length > 0) yield lines;
  }
  const end = formatter.end();
  if (end.length > 0) yield end;
}
