import { Readable } from 'node:stream';
import type { SharedFile } from '../../disk/durable-writer.js';
import type { SummaryNames } from '../../names/summary-names.js';
import type { UserRange } from '../../records/user-range.js';
import type { MergeTask } from '../merge/merge-part.js';
import { OutputTurn } from '../merge/output-turn.js';
import type { SharedOutput } from '../merge/placed-lines.js';
import type { FromWorker } from './worker-messages.js';
import type { WorkerThread } from './worker-thread.js';

/** What is told while parts are merged. */
export interface MergeListener {
  /** One more part is merged, with so many users. */
  onPart(users: number): void;
  /** The names in some of the parts, if they are to be counted. */
  onNames(names: SummaryNames): void;
}

/** What workers merge together, as many parts at once as there are workers. */
export interface MergeInWorkers {
  readonly task: MergeTask;
  readonly parts: readonly UserRange[];
  readonly workers: readonly WorkerThread[];
  readonly listener: MergeListener;
  /** Once it is aborted, nobody waits for lines any more. */
  readonly signal?: AbortSignal | undefined;
}

/** Lines in memory that a worker has sent. */
type SentLines = Extract<FromWorker, { kind: 'lines' }>['lines'];

/**
 * Has workers merge parts and write the lines to a file, each at their place. Yields how many more bytes are written.
 *
 * Fails with what a worker fails with, `worker-failed` if one dies. Ended early, or failing, it leaves workers busy: who
 * has them is to end them. So does mergeToChunks.
 */
export async function* mergeToFile(
  merge: MergeInWorkers,
  file: SharedFile,
): AsyncGenerator<number, void, void> {
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
 * Has workers merge parts, and yields the lines of all of them in the order of the parts. A worker goes on with the next
 * part while its lines wait for their turn; how many bytes may wait is the worker's business. Lines hold until the next
 * ones are asked for: then their memory goes back to the worker.
 */
export async function* mergeToChunks(merge: MergeInWorkers): AsyncGenerator<Uint8Array, void, void> {
  const parts = merge.parts.map(() => ({ lines: queue(), worker: undefined as WorkerThread | undefined }));
  // A part that nobody reads yet must not take the process down when it fails.
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

/** In object mode: else whoever reads gets all that is waiting copied into one chunk. */
function queue(): Readable {
  return new Readable({ objectMode: true, read() {} });
}

/** Gives each worker the next part when it has merged one, until there are none. Resolves when all are merged. */
async function mergeInWorkers(
  { task, parts, workers, listener }: MergeInWorkers,
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
