import { Worker } from 'node:worker_threads';
import { SpillwayError } from '../errors.js';
import { type FromWorker, reviveError, type ToWorker, type WorkerTask } from './worker-messages.js';

/** A worker that does one task, seen from the thread that started it. */
export class WorkerThread {
  /** Settles when the worker is gone: its result, or what went wrong. */
  readonly result: Promise<unknown>;
  readonly #worker: Worker;

  /**
   * `what` completes "the worker … failed", for messages. `onMessage` is given one message after the other; while it is
   * busy the next ones wait. If it fails, the worker is ended and the result is that failure.
   */
  constructor(what: string, task: WorkerTask, onMessage: (message: FromWorker) => Promise<void> | void) {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: task });
    this.#worker = worker;
    this.result = new Promise<unknown>((resolve, reject) => {
      let handled = Promise.resolve();
      let outcome: (() => void) | undefined;
      worker.on('message', (message: FromWorker) => {
        if (message.kind === 'done') outcome = () => resolve(message.result);
        else if (message.kind === 'failed') outcome = () => reject(reviveError(message.error));
        else handled = handled.then(() => onMessage(message));
        handled.catch((error: unknown) => {
          reject(error);
          worker.terminate();
        });
      });
      worker.on('error', (cause) => reject(workerFailed(what, cause.message, cause)));
      worker.on('exit', (code) => {
        outcome ??= () => reject(workerFailed(what, `it ended with exit code ${code}`));
        handled.then(outcome, reject);
      });
    });
  }

  /** Does nothing once the worker is gone. */
  tell(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}

function workerFailed(what: string, why: string, cause?: unknown): SpillwayError {
  return new SpillwayError(
    'worker-failed',
    `the worker ${what} failed: ${why}; what was saved is kept, the same call goes on from there`,
    { cause },
  );
}
