import { pipeline } from 'node:stream/promises';
import { SpillwayError } from '../errors.js';
import type { UserRange } from '../records/user-range.js';
import { fileSink } from '../stages/file-sink.js';
import type { JobState } from '../storage/job-state.js';
import type { JobSettings } from './job-settings.js';
import { mergeInWorkers } from './merge-in-workers.js';
import { type MergeTask, mergePart } from './merge-part.js';
import { planParts } from './plan-parts.js';
import type { ProgressReport } from './progress.js';
import { threadsFor } from './threads-for.js';

/** Merges all runs into the output. Resolves to the number of users in it, when it is durable. */
export async function writeSummary(
  state: JobState,
  settings: JobSettings,
  progress: ProgressReport,
): Promise<number> {
  const { memory, format, delimiters, emptySections, output, signal } = settings;
  const { runs, directory } = state;
  const task = { runs, directory, memory, format, delimiters, emptySections };
  const parts = await planParts(runs, settings.grain);
  const bytes = runs.reduce((sum, run) => sum + run.bytes, 0);
  let users = 0;
  const onPart = (more: number): void => {
    users += more;
    progress.add({ users: more, bytes: bytes / parts.length });
  };
  progress.beginMerge(bytes);
  const threads = Math.min(threadsFor(settings), parts.length);
  const lines = threads === 1 ? mergeHere(task, parts, onPart) : mergeInWorkers(task, parts, threads, onPart);
  try {
    await pipeline(lines, fileSink(output), signal === undefined ? {} : { signal });
  } catch (error) {
    if (signal?.aborted !== true) throw error;
    throw new SpillwayError('aborted', 'stopped while merging; the same call merges again', { cause: error });
  }
  return users;
}

/** Merges one part after the other in this thread. */
async function* mergeHere(
  task: MergeTask,
  parts: readonly UserRange[],
  onPart: (users: number) => void,
): AsyncGenerator<Uint8Array, void, void> {
  for (const part of parts) {
    let users = 0;
    yield* mergePart(task, part, (more) => {
      users += more;
    }) as AsyncIterable<Uint8Array>;
    onPart(users);
  }
}
