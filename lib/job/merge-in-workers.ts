import { Readable } from 'node:stream';
import type { UserRange } from '../records/user-range.js';
import type { SummaryNames } from '../report/summary-names.js';
import type { Lines, MergeTask } from './merge-part.js';
import type { FromWorker } from './worker-messages.js';
import type { WorkerThread } from './worker-thread.js';

/** The lines of one part, on their way from the worker that merges it to whoever writes them. */
interface Part {
  readonly users: UserRange;
  readonly lines: Readable;
  worker: WorkerThread | undefined;
}

/** What is told while parts are merged. */
export interface MergeListener {
  /** One more part is merged, with so many users. */
  onPart(users: number): void;
  /** The names in some of the parts, if they are to be counted. */
  onNames(names: SummaryNames): void;
}

/**
 * Merges parts in workers, as many at once as there are workers, and yields the lines of all of them in the order of
 * the parts. A worker goes on with the next part while its lines wait for their turn; how many bytes may wait is the
 * worker's business. Lines hold until the next ones are asked for: then their memory goes back to the worker.
 *
 * Fails with what a worker fails with, `worker-failed` if one dies. Ended early, or failing, it leaves workers busy: who
 * has them is to end them.
 */
export async function* mergeInWorkers(
  task: MergeTask,
  ranges: readonly UserRange[],
  workers: readonly WorkerThread[],
  listener: MergeListener,
): AsyncGenerator<Lines, void, void> {
  const parts = ranges.map((users): Part => ({ users, lines: chunks(), worker: undefined }));
  const waiting = [...parts];
  const share = { ...task, memory: Math.floor(task.memory / workers.length) };
  const merges = workers.map((worker) => mergeIn(worker, share, waiting, listener));
  const fail = (error: Error) => {
    for (const { lines } of parts) lines.destroy(error);
  };
  // A part that nobody reads yet must not take the process down when it fails.
  for (const { lines } of parts) lines.on('error', () => {});
  for (const merge of merges) merge.catch(fail);
  for (const part of parts) {
    for await (const lines of part.lines as AsyncIterable<Lines>) {
      yield lines;
      part.worker?.tell({ kind: 'written', lines }, [lines.buffer]);
    }
  }
  const results = await Promise.all(merges);
  for (const names of results as (SummaryNames | undefined)[]) {
    if (names !== undefined) listener.onNames(names);
  }
}

/** In object mode: else whoever reads gets all that is waiting copied into one chunk. */
function chunks(): Readable {
  return new Readable({ objectMode: true, read() {} });
}

/** Has a worker merge parts, the next one that is waiting each time, until there are none. */
function mergeIn(
  worker: WorkerThread,
  task: MergeTask,
  waiting: Part[],
  listener: MergeListener,
): Promise<unknown> {
  let part: Part | undefined;
  const merge = worker.perform('merging the runs', { kind: 'merge', task }, (message: FromWorker) => {
    if (message.kind === 'lines') part!.lines.push(message.lines);
    if (message.kind !== 'part-done') return;
    part!.lines.push(null);
    listener.onPart(message.users);
    next();
  });
  const next = (): void => {
    part = waiting.shift();
    if (part !== undefined) part.worker = worker;
    worker.tell(part === undefined ? { kind: 'end' } : { kind: 'part', users: part.users });
  };
  next();
  return merge;
}
