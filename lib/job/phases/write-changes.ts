import type { JobState } from '../../checkpoint/job-state.js';
import { SpillwayError } from '../../errors.js';
import { summaryFormatter } from '../../format/summary-formatter.js';
import { changedSummaries } from '../../kept/changed-summaries.js';
import { ForgottenSince } from '../../kept/forgotten-since.js';
import type { Run } from '../../records/run.js';
import type { SummaryBatch } from '../../records/summary-batch.js';
import type { UserRange } from '../../records/user-range.js';
import { mergeUsers } from '../../runs/merge-runs.js';
import { RunSet } from '../../runs/run-set.js';
import type { JobSettings } from '../job-settings.js';
import { writeOutput } from '../merge/write-output.js';

/** What the file of changes holds. */
export interface WrittenChanges {
  /** Users whose summary is new or other than before. */
  readonly users: number;
  /** Users that no longer exist. */
  readonly gone: number;
}

/** Writes the summaries that are new or other than in the last finished job. Resolves when they are durable. */
export async function writeChanges(
  state: JobState,
  settings: JobSettings,
  changes: string,
): Promise<WrittenChanges> {
  const { memory, format, delimiters, emptySections, columns, signal } = settings;
  const [before, after] = await Promise.all([openRuns(state.runsBefore), openRuns(state.runs)]);
  const forgotten = new ForgottenSince(state.manifest.kept?.forgotten);
  const written = { users: 0, gone: 0 };
  // Three merges may be under way at once: as it was, as it is, and once more of a user with many rows.
  const options = { memory: Math.floor(memory / 3), directory: state.directory, stop: signal };
  const merged = (set: RunSet, users: UserRange = {}) => mergeUsers(set, { ...options, users });
  async function* lines(): AsyncGenerator<Uint8Array, void, void> {
    const form = { format, header: true, delimiters, emptySections, columns };
    const formatter = await summaryFormatter(form);
    const batches: AsyncIterable<SummaryBatch> = changedSummaries({
      order: after.order,
      before: merged(before),
      after: merged(after),
      again: (users) => merged(after, users),
      onGone: () => {
        written.gone++;
      },
    });
    for await (const batch of batches) {
      written.users += batch.users;
      forgotten.pass(batch);
      const more = formatter.format(batch);
      if (more.length > 0) yield more;
    }
    const end = formatter.end();
    if (end.length > 0) yield end;
  }
  try {
    await writeOutput({ chunks: lines }, changes, signal);
    return { ...written, gone: written.gone + forgotten.gone };
  } catch (error) {
    if (signal?.aborted !== true) throw error;
    throw new SpillwayError('aborted', 'stopped while writing changes; the same call writes them again', {
      cause: error,
    });
  } finally {
    await before.close();
    await after.close();
  }
}

function openRuns(runs: readonly Run[]): Promise<RunSet> {
  return RunSet.open(runs.map(({ file }) => file));
}
