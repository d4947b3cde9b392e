import { Readable } from 'node:stream';
import type { SharedFile } from '../../disk/durable-writer.js';
import type { SummaryNames } from '../../names/summary-names.js';
import type { UserRange } from '../../records/user-range.js';
import type { MergeTask } from '../merge/merge-part.js';
import { OutputTurn } from '../merge/output-turn.js';
import type { SharedOutput } from '../merge/placed-lines.js';
import type { FromWorker } from './worker-messages.js';
import type { WorkerThread } from './worker-thread.js';

/** Hears what happens while parts are merged. */
export interface MergeListener {
  /** One more part is merged, with this number of users. */
  onPart(users: number): void;
  /** The names in some of the parts, if the task counts them. */
  onNames(names: SummaryNames): void;
}

/** A merge that workers share: as many parts at once as there are workers. */
export interface SharedMerge {
  readonly task: MergeTask;
  readonly parts: readonly UserRange[];
  readonly workers: readonly WorkerThread[];
  readonly listener: MergeListener;
  /** Aborting it ends all waiting for lines. */
  readonly signal?: AbortSignal | undefined;
}

/** Lines in memory that a worker has sent. */
type SentLines = Extract<FromWorker, { kind: 'lines' }>['lines'];

/**
 * The main thread's side of the merge (lib/job/merge/worker-merge is a worker's): hands out parts to workers, which write
 * their lines to the file themselves. Yields the number of bytes newly written.
 *
 * Rejects with the worker's error, or with `worker-failed` if a worker dies. If it fails or is ended early, workers may
 * still be busy, and the caller must end them. The same goes for `mergeToChunks`.
 */
export async function* mergeToFile(merge: SharedMerge, file: SharedFile): AsyncGenerator<number, void, void> {
  const written = queue();
  const turn = new OutputTurn();
  const output = { ...file, turn: turn.memory };
  const merging = mergeInWorkers(merge, output, (message) => {
    if (message.kind === 'wrote') written.push(message.bytes);
  });
  merging.then(
    () => written.push(null),
    (error: Error) => written.destroy(error),
  );
  const stop = () => written.destroy(merge.signal?.reason);
  merge.signal?.addEventListener('abort', stop, { once: true });
  try {
    if (merge.signal?.aborted === true) stop();
    yield* written as AsyncIterable<number>;
  } finally {
    merge.signal?.removeEventListener('abort', stop);
    turn.giveUp();
  }
}

/**
 * Hands out parts to workers, and yields the lines of all parts in order. A worker continues with its next part while its
 * lines wait for their turn; the worker limits how many bytes may wait. Lines are valid until the next ones are asked for:
 * then their memory goes back to the worker.
 */
export async function* mergeToChunks(merge: SharedMerge): AsyncGenerator<Uint8Array, void, void> {
  const parts = merge.parts.map(() => ({ lines: queue(), worker: undefined as WorkerThread | undefined }));
  // Without a listener, the failure of a part that is not read yet would end the process.
  for (const { lines } of parts) lines.on('error', () => {});
  const merging = mergeInWorkers(merge, undefined, (message, index, worker) => {
    const part = parts[index]!;
    part.worker = worker;
    if (message.kind === 'lines') part.lines.push(message.lines);
    if (message.kind === 'part-done') part.lines.push(null);
  });
  const fail = (error: Error) => {
    for (const { lines } of parts) lines.destroy(error);
  };
  merging.catch(fail);
  const stop = () => fail(merge.signal?.reason);
  merge.signal?.addEventListener('abort', stop, { once: true });
  try {
    if (merge.signal?.aborted === true) stop();
    for (const part of parts) {
      for await (const lines of part.lines as AsyncIterable<SentLines>) {
        yield lines;
        part.worker?.tell({ kind: 'written', lines }, [lines.buffer]);
      }
    }
    await merging;
  } finally {
    merge.signal?.removeEventListener('abort', stop);
  }
}

/** In object mode: otherwise a read would copy all waiting chunks into one. */
function queue(): Readable {
  return new Readable({ objectMode: true, read() {} });
}

/** Gives each worker a part, and the next one whenever it has merged one. Resolves when all parts are merged. */
async function mergeInWorkers(
  { task, parts, workers, listener }: SharedMerge,
  output: SharedOutput | undefined,
  onMessage: (message: FromWorker, part: number, worker: WorkerThread) => void,
): Promise<void> {
  const share = { ...task, memory: Math.floor(task.memory / workers.length) };
  let left = 0;
  const mergeIn = (worker: WorkerThread): Promise<unknown> => {
    let part = 0;
    const next = (): void => {
      part = left++;
      const users = parts[part];
      worker.tell(users === undefined ? { kind: 'end' } : { kind: 'part', part, users });
    };
    const merging = worker.perform('merging the runs', { kind: 'merge', task: share, output }, (message) => {
      onMessage(message, part, worker);
      if (message.kind !== 'part-done') return;
      listener.onPart(message.users);
      next();
    });
    next();
    return merging;
  };
  const results = await Promise.all(workers.map(mergeIn));
  for (const names of results as (SummaryNames | undefined)[]) {
    if (names !== undefined) listener.onNames(names);
  }
}
