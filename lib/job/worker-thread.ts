import type { Worker } from 'node:worker_threads';
import { SpillwayError } from '../errors.js';
import { type FromWorker, reviveError, type ToWorker, type WorkerTask } from './worker-messages.js';

/**
 * V8 lets the garbage of short-lived objects grow to 48 MiB in each thread, which the memory that a job is given knows nothing
 * of; a quarter is as fast.
 */
const resourceLimits = { maxYoungGenerationSizeMb: 12 };

/** What is done with what comes from a worker while it does a task. */
interface Listener {
  take(message: FromWorker): void;
  /** The worker is no more. */
  lose(why: string, cause?: unknown): void;
}

/** A worker that does one task after the other, seen from the thread that started it. It is there until it is ended. */
export class WorkerThread {
  readonly #worker: Worker;
  #listener: Listener | undefined;
  #lost: readonly [why: string, cause?: unknown] | undefined;

  private constructor(worker: Worker) {
    this.#worker = worker;
    this.#worker.on('message', (message: FromWorker) => this.#listener?.take(message));
    this.#worker.on('error', (cause) => this.#lose(cause.message, cause));
    this.#worker.on('exit', (code) => this.#lose(`it ended with exit code ${code}`));
  }

  static async start(): Promise<WorkerThread> {
    // A source that is small needs no workers, and is not to wait for what node loads to start them.
    const { Worker } = await import('node:worker_threads');
    return new WorkerThread(new Worker(new URL('./worker.js', import.meta.url), { resourceLimits }));
  }

  /**
   * Has the worker do a task, when it has done the one before. Resolves to its result. `what` completes "the worker …
   * failed", for messages. `onMessage` is given one message after the other; while it is busy the next ones wait. If it
   * fails, the worker is ended and that is what the task fails with. Fails with `worker-failed` if the worker dies.
   */
  perform(
    what: string,
    task: WorkerTask,
    onMessage: (message: FromWorker) => Promise<void> | void,
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      let handled = Promise.resolve();
      const settle = (outcome: () => void): void => {
        this.#listener = undefined;
        handled.then(outcome, reject);
      };
      const take = (message: FromWorker): void => {
        if (message.kind === 'done') settle(() => resolve(message.result));
        else if (message.kind === 'failed') settle(() => reject(reviveError(message.error)));
        else handled = handled.then(() => onMessage(message));
        handled.catch((error: unknown) => {
          reject(error);
          void this.end();
        });
      };
      const lose = (why: string, cause?: unknown): void => {
        settle(() => reject(workerFailed(what, why, cause)));
      };
      if (this.#lost !== undefined) return lose(...this.#lost);
      this.#listener = { take, lose };
      this.tell({ kind: 'task', task });
    });
  }

  /** Does nothing once the worker is gone. */
  tell(message: ToWorker, transfer: readonly ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  /** Resolves when it is gone. */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  /** The first reason is the one: a worker that fails exits, too. */
  #lose(why: string, cause?: unknown): void {
    this.#lost ??= [why, cause];
    this.#listener?.lose(...this.#lost);
  }
}

function workerFailed(what: string, why: string, cause?: unknown): SpillwayError {
  return new SpillwayError(
    'worker-failed',
    `the worker ${what} failed: ${why}; what was saved is kept, the same call goes on from there`,
    { cause },
  );
}
