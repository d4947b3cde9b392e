import { oneAhead } from '../../async/one-ahead.js';
import type { Stop } from '../../async/stop-flag.js';
import type { JobState } from '../../checkpoint/job-state.js';
import { SpillwayError } from '../../errors.js';
import { BufferPool } from '../../kernel/buffer-pool.js';
import { type SummaryNames, SummaryNamesCounter } from '../../names/summary-names.js';
import { bytesOfRuns } from '../../records/run.js';
import type { SummaryBatch } from '../../records/summary-batch.js';
import type { UserRange } from '../../records/user-range.js';
import { RunSet } from '../../runs/run-set.js';
import type { JobSettings } from '../job-settings.js';
import { formattedWhole, partForm } from '../merge/formatted-whole.js';
import { contentOf, type MergeTask, mergePart } from '../merge/merge-part.js';
import { planParts } from '../merge/plan-parts.js';
import { countingForm, formOf } from '../merge/wide-form.js';
import { type OutputLines, writeOutput } from '../merge/write-output.js';
import type { ProgressReport } from '../progress.js';
import { threadsFor } from '../threads-for.js';
import { type MergeListener, mergeToChunks, mergeToFile } from '../workers/main-merge.js';
import type { WorkerPool } from '../workers/worker-pool.js';

/** What the output holds. */
export interface WrittenSummary {
  readonly users: number;
  /** Only counted for a report. */
  readonly names: SummaryNames | undefined;
}

/** Merges all runs into an output. Resolves when it is durable. */
export async function writeSummary(
  state: JobState,
  settings: JobSettings,
  progress: ProgressReport,
  pool: WorkerPool,
  output: string,
): Promise<WrittenSummary> {
  const { memory, signal } = settings;
  const { runs, directory } = state;
  const countNames = settings.report !== undefined;
  const counter = countNames ? new SummaryNamesCounter() : undefined;
  const reduce = settings.reduce === undefined ? undefined : { url: settings.reduce, map: settings.map };
  const set = await RunSet.open(
    runs.map(({ file }) => file),
    contentOf({ reduce }),
  );
  const allowed = threadsFor(settings);
  const parts = planParts(set, { threads: allowed, grain: settings.grain, memory });
  const bytes = bytesOfRuns(runs);
  let users = 0;
  const listener: MergeListener = {
    onPart(more) {
      users += more;
      progress.add({ users: more, bytes: bytes / parts.length });
    },
    onNames: (names) => counter?.addAll(names),
  };
  progress.beginMerge(bytes);
  const threads = Math.min(allowed, parts.length);
  const workers = threads === 1 ? [] : await pool.take(threads);
  // This thread merges with all of the memory: what others have read with is given back meanwhile.
  if (workers.length === 0) void pool.end();
  const linesOf = (task: MergeTask, listener: MergeListener): OutputLines => {
    const merge = { task, parts, workers, listener, signal };
    return workers.length === 0
      ? { chunks: () => mergeHere(set, task, parts, { listener, stop: signal }) }
      : { chunks: () => mergeToChunks(merge), writeTo: (file) => mergeToFile(merge, file) };
  };
  const job = { runs, directory, memory, reduce, countNames };
  try {
    const form = await formOf(settings, (onNames) =>
      linesOf({ ...job, ...countingForm(settings) }, { onPart() {}, onNames }),
    );
    const lines = linesOf({ ...job, ...partForm(form) }, listener);
    await writeOutput(formattedWhole(lines, form, settings), output, signal);
  } catch (error) {
    if (signal?.aborted !== true) throw error;
    const next = state.resumable ? 'the same call merges again' : 'nothing is kept';
    throw new SpillwayError('aborted', `stopped while merging; ${next}`, { cause: error });
  } finally {
    await set.close();
  }
  return { users, names: counter?.names };
}

/**
 * Merges one part after the other in this thread. Lines are valid until the next ones are asked for. The next ones are
 * made while these are written.
 */
async function* mergeHere(
  set: RunSet,
  task: MergeTask,
  parts: readonly UserRange[],
  { listener, stop }: { readonly listener: MergeListener; readonly stop: Stop | undefined },
): AsyncGenerator<Uint8Array, void, void> {
  const names = task.countNames ? new SummaryNamesCounter() : undefined;
  const buffers = new BufferPool();
  for (const part of parts) {
    let users = 0;
    const count = (batch: SummaryBatch) => {
      users += batch.users;
      names?.count(batch);
    };
    const merged = mergePart(set, task, part, count, stop);
    for await (const lines of oneAhead(copiesOf(merged, buffers))) {
      yield lines;
      buffers.give(lines.buffer);
    }
    listener.onPart(users);
  }
  if (names !== undefined) listener.onNames(names.names);
}

async function* copiesOf(
  chunks: AsyncIterable<Uint8Array>,
  buffers: BufferPool,
): AsyncGenerator<Buffer<ArrayBuffer>, void, void> {
  for await (const chunk of chunks) yield buffers.copyOf(chunk);
}
