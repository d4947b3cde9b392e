import { resolve } from 'node:path';
import { discardTemporaryRuns } from '../disk/scratch-directory.js';
import { SpillwayError } from '../errors.js';
import { OptionReader, type Size } from '../options.js';
import type { Run } from '../records/run.js';
import type { SummaryBatch } from '../records/summary-batch.js';
import { isWholeRange, type UserRange } from '../records/user-range.js';
import { requireInput } from '../require-input.js';
import { type Stage, stage } from '../stage.js';
import { mergeRuns } from './merge-runs.js';

export interface SortMergeOptions {
  /** Memory for activities that are read, and for folding them. Default 256MiB; 1MiB to 3GiB. */
  readonly memory?: Size | undefined;
  /** Where temporary runs are written if rows have to be distributed again. Default: beside the runs. */
  readonly directory?: string | undefined;
  /**
   * Merges only the users from `from` on and before `before`: for parallel merges, each of a range of its own.
   * Both are bytes of a user's id, in the order of the runs. The caller then removes temporary runs. Default: all
   * users.
   */
  readonly users?: UserRange | undefined;
}

/**
 * Run → SummaryBatch: after the last run, reads the partitions of users in order, each from all runs, and folds them: the
 * latest value of an attribute remains, and one of equal event ids. Runs come in source order, which decides between equal
 * timestamps. What does not fit into memory, such as a user with more rows, is distributed once more on disk.
 *
 * Errors: `bad-option`, `bad-pipeline` (an input is no run, or has another order than the runs before), `state-corrupt` (a run is damaged), `io`.
 */
export function sortMerge(options: SortMergeOptions = {}): Stage<Run, SummaryBatch> {
  const reader = new OptionReader('sortMerge', options);
  const memory = reader.size('memory', 256 * 2 ** 20, { min: 2 ** 20, max: 3 * 2 ** 30 });
  const directory = reader.path('directory');
  const users = userRange(reader.raw('users'));
  reader.done();

  return stage<Run, SummaryBatch>(async function* (source) {
    const runs: Run[] = [];
    try {
      for await (const run of source) {
        requireInput(typeof run?.file === 'string', 'sortMerge', 'runs of aggregate() or checkpoint()');
        runs.push(run);
      }
    } catch (error) {
      if (isWholeRange(users)) await discardTemporaryRuns(runs);
      throw error;
    }
    const batches = mergeRuns(runs, {
      memory,
      directory: directory === undefined ? undefined : resolve(directory),
      users,
    });
    for await (const batch of batches) yield batch.copy();
  });
}

function userRange(given: unknown): UserRange {
  if (given === undefined) return {};
  const reader = new OptionReader('sortMerge: users', given);
  const bounds = { from: userBound(reader.raw('from')), before: userBound(reader.raw('before')) };
  reader.done();
  return bounds;
}

function userBound(given: unknown): Uint8Array | undefined {
  if (given === undefined || (given instanceof Uint8Array && given.length > 0)) return given;
  throw new SpillwayError('bad-option', 'sortMerge: from and before of users must be the bytes of a user id');
}
