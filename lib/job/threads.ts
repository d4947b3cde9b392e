import { Worker } from 'node:worker_threads';
import { SpillwayError } from '../errors.js';
import type { JobSettings } from './job-settings.js';
import type { RangeListener, RangeTask } from './read-range.js';
import { type FromWorker, reviveError, type WorkerTask } from './worker-messages.js';

/** With less memory than this a thread would write so many runs that merging them costs more than the thread saves. */
const MIN_THREAD_MEMORY = 2 ** 23;

/** How many threads the options allow. */
export function threadsFor({ workers, memory }: JobSettings): number {
  return Math.max(1, Math.min(workers, Math.floor(memory / MIN_THREAD_MEMORY)));
}

/** Reads a range in a thread of its own, as readRange does in this one. Fails with `worker-failed` if it dies. */
export function readRangeInWorker(
  task: RangeTask,
  listener: RangeListener,
  stop: AbortSignal,
): Promise<boolean> {
  const what = `reading ${task.path} from byte ${task.position} to ${task.end ?? 'its end'}`;
  return inWorker<boolean>(what, { kind: 'read-range', task }, stop, async (message) => {
    if (message.kind === 'run') await listener.onRun(message.run);
    else if (message.kind === 'batches') listener.onBatch(message.bytes, message.rejects);
  });
}

/** Runs a task in a worker of its own; resolves to its result when the worker is gone. */
async function inWorker<Result>(
  what: string,
  workerData: WorkerTask,
  stop: AbortSignal,
  onMessage: (message: FromWorker) => Promise<void>,
): Promise<Result> {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData });
  const stopWorker = () => worker.postMessage('stop');
  stop.addEventListener('abort', stopWorker, { once: true });
  if (stop.aborted) stopWorker();
  try {
    return await new Promise<Result>((resolve, reject) => {
      let handled = Promise.resolve();
      let outcome: (() => void) | undefined;
      worker.on('message', (message: FromWorker) => {
        if (message.kind === 'done') outcome = () => resolve(message.result as Result);
        else if (message.kind === 'failed') outcome = () => reject(reviveError(message.error));
        else handled = handled.then(() => onMessage(message));
        handled.catch(reject);
      });
      worker.on('error', (cause) => reject(workerFailed(what, cause.message, cause)));
      worker.on('exit', (code) => {
        outcome ??= () => reject(workerFailed(what, `it ended with exit code ${code}`));
        handled.then(outcome, reject);
      });
    });
  } finally {
    stop.removeEventListener('abort', stopWorker);
    await worker.terminate();
  }
}

function workerFailed(what: string, why: string, cause?: unknown): SpillwayError {
  return new SpillwayError(
    'worker-failed',
    `the worker ${what} failed: ${why}; what was saved is kept, the same call goes on from there`,
    { cause },
  );
}
