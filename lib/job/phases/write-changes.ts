import type { JobState } from '../../checkpoint/job-state.js';
import { fileSystem } from '../../disk/file-system.js';
import { SpillwayError } from '../../errors.js';
import { summaryFormatter } from '../../format/summary-formatter.js';
import { changedSummaries } from '../../kept/changed-summaries.js';
import { ForgottenSince } from '../../kept/forgotten-since.js';
import { joinedBatches } from '../../kept/joined-batches.js';
import { writeTouchedRun } from '../../kept/touched-run.js';
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

/** Changes are written in pieces of about this size. */
const BATCH_BYTES = 2 ** 18;
/** More memory than folds all records at once is not touched: giving it to a process takes time. */
const MEMORY_OF_BYTE = 8;
const MIN_MEMORY = 2 ** 20 / 3;

/** Writes the summaries that are new or other than in the last finished job. Resolves when they are durable. */
export async function writeChanges(
  state: JobState,
  settings: JobSettings,
  changes: string,
): Promise<WrittenChanges> {
  const { memory, format, delimiters, emptySections, columns, signal } = settings;
  const { before, after, remove } = await openCompared(state, signal);
  const forgotten = new ForgottenSince(state.manifest.kept?.forgotten);
  const written = { users: 0, gone: 0 };
  // Three merges may be under way at once: as it was, as it is, and once more of a user with many rows.
  const need = MEMORY_OF_BYTE * Math.max(before.bytes, after.bytes);
  const options = {
    memory: Math.floor(Math.min(memory / 3, Math.max(MIN_MEMORY, need))),
    directory: state.directory,
    stop: signal,
  };
  const merged = (set: RunSet, users: UserRange = {}) => mergeUsers(set, { ...options, users });
  async function* lines(): AsyncGenerator<Uint8Array, void, void> {
    const form = { format, header: true, delimiters, emptySections, columns };
    const formatter = await summaryFormatter(form);
    const changed: AsyncIterable<SummaryBatch> = changedSummaries({
      order: after.order,
      before: merged(before),
      after: merged(after),
      again: (users) => merged(after, users),
      onGone: () => {
        written.gone++;
      },
    });
    for await (const batch of joinedBatches(changed, BATCH_BYTES)) {
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
    await remove();
  }
}

interface Compared {
  /** What there was of the users that may have changed, and what there is. */
  readonly before: RunSet;
  readonly after: RunSet;
  /** Removes the file that was made for them. */
  readonly remove: () => Promise<void>;
}

/** Only users of whom one of the runs is that are not on both sides can have changed: of all other runs their records are copied. */
async function openCompared(state: JobState, stop: AbortSignal | undefined): Promise<Compared> {
  const [before, after] = [state.runsBefore, state.runs].map((runs) => runs.map(({ file }) => file));
  const kept = before!.filter((file) => after!.includes(file));
  const [gone, added] = [before!, after!].map((files) => files.filter((file) => !kept.includes(file)));
  const newer = [...gone!, ...added!];
  const { directory } = state;
  const { file } = await writeTouchedRun({ kept, newer, directory, stop });
  const remove = (): Promise<void> => fileSystem.unlink(file).catch(() => {});
  try {
    return {
      before: await RunSet.open([file, ...gone!]),
      after: await RunSet.open([file, ...added!]),
      remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
