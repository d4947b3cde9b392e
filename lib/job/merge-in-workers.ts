import { Readable } from 'node:stream';
import type { UserRange } from '../records/user-range.js';
import type { SummaryNames } from '../report/summary-names.js';
import type { MergeTask } from './merge-part.js';
import type { FromWorker } from './worker-messages.js';
import { WorkerThread } from './worker-thread.js';

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
 * worker's business, which is told when they have left.
 *
 * Fails with what a worker fails with, `worker-failed` if one dies. Ended early, it ends the workers.
 */
export async function* mergeInWorkers(
  task: MergeTask,
  ranges: readonly UserRange[],
  workers: number,
  listener: MergeListener,
): AsyncGenerator<Uint8Array, void, void> {
  const parts = ranges.map((users): Part => ({ users, lines: chunks(), worker: undefined }));
  const waiting = [...parts];
  const share = { ...task, memory: Math.floor(task.memory / workers) };
  const threads = Array.from({ length: workers }, () => startWorker(share, waiting, listener));
  const fail = (error: Error) => {
    for (const { lines } of parts) lines.destroy(error);
  };
  // A part that nobody reads yet must not take the process down when it fails.
  for (const { lines } of parts) lines.on('error', () => {});
  for (const thread of threads) thread.result.catch(fail);
  try {
    for (const part of parts) {
      for await (const lines of part.lines as AsyncIterable<Uint8Array>) {
        yield lines;
        part.worker?.tell({ kind: 'taken', bytes: lines.length });
      }
    }
    const results = await Promise.all(threads.map(({ result }) => result));
    for (const names of results as (SummaryNames | undefined)[]) {
      if (names !== undefined) listener.onNames(names);
    }
  } finally {
    for (const thread of threads) await thread.end();
  }
}

/** In object mode: else whoever reads gets all that is waiting copied into one chunk. */
function chunks(): Readable {
  return new Readable({ objectMode: true, read() {} });
}

function startWorker(task: MergeTask, waiting: Part[], listener: MergeListener): WorkerThread {
  let part: Part | undefined;
  const worker = new WorkerThread('merging the runs', { kind: 'merge', task }, (message: FromWorker) => {
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
  return worker;
}
