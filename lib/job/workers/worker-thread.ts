import type { Worker } from 'node:worker_threads';
import { settledWithin } from '../../async/settled-within.js';
import { StopFlag } from '../../async/stop-flag.js';
import { SpillwayError } from '../../errors.js';
import { isOutOfMemory } from '../../kernel/out-of-memory.js';
import {
  type FromWorker,
  reviveError,
  type ToWorker,
  type WorkerData,
  type WorkerTask,
} from './worker-messages.js';

/**
 * V8 lets short-lived garbage grow to 48 MiB in each thread, which is not part of the memory that a job is given. A quarter
 * of that is as fast.
 */
const resourceLimits = { maxYoungGenerationSizeMb: 12 };

/** Hears a worker while it does a task. */
interface Listener {
  take(message: FromWorker): void;
  /** The worker has exited, or is being ended. */
  lose(why: string, cause?: unknown): void;
}

/** How long a worker may take to close its files before it is terminated: the system may not answer. */
const PATIENCE_MS = 1500;

/** The main thread's handle of a worker, which does one task after the other until it is ended. */
export class WorkerThread {
  readonly #worker: Worker;
  readonly #left: StopFlag;
  readonly #gone: Promise<void>;
  #listener: Listener | undefined;
  #lost: readonly [why: string, cause?: unknown] | undefined;

  private constructor(worker: Worker, left: StopFlag) {
    this.#worker = worker;
    this.#left = left;
    this.#worker.on('message', (message: FromWorker) => this.#listener?.take(message));
    this.#worker.on('error', (cause) => this.#lose(cause.message, cause));
    this.#gone = new Promise((resolve) => {
      this.#worker.on('exit', (code) => {
        this.#lose(`it ended with exit code ${code}`);
        resolve();
      });
    });
  }

  /**
   * Resolves when the worker is ready for tasks; to undefined if the system has no thread or no memory for it. Fails with
   * `worker-failed`, or with the error that kept the worker from starting.
   */
  static async start(): Promise<WorkerThread | undefined> {
    // A small source needs no workers, and need not wait for node to load this module.
    const { Worker } = await import('node:worker_threads');
    const left = new StopFlag();
    const workerData: WorkerData = { left: left.memory };
    let thread: WorkerThread | undefined;
    try {
      // Without the node options of the calling program: with some, such as --input-type, no worker starts.
      const settings = { resourceLimits, workerData, execArgv: [] };
      const worker = new Worker(new URL('./worker.js', import.meta.url), settings);
      thread = new WorkerThread(worker, left);
      await thread.#ready();
      return thread;
    } catch (error) {
      await thread?.end();
      if (isShortage(error)) return undefined;
      throw error;
    }
  }

  #ready(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#listener = {
        take: (message) => {
          if (message.kind === 'failed') reject(reviveError(message.error));
          else resolve();
        },
        lose: (why, cause) => reject(workerFailed('that was started', why, cause)),
      };
    });
  }

  /**
   * Gives the worker a task; the task before it must be done. Resolves to the result. `what` completes "the worker … failed"
   * in messages. `onMessage` gets one message after the other; the next one waits until it resolves. If `onMessage` fails,
   * the worker is ended and the task fails with that error. Fails with `worker-failed` if the worker dies.
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

  /** Sends a message. Does nothing once the worker has exited. */
  tell(message: ToWorker, transfer: readonly ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  /**
   * Makes the worker close its files and exit, whatever it is doing; its task fails with `worker-failed`. Terminating it at
   * once would leak a file that is just being opened. Resolves when it has exited.
   */
  async end(): Promise<void> {
    this.#lose('it was ended');
    this.#left.raise();
    this.tell({ kind: 'leave' });
    await settledWithin(this.#gone, PATIENCE_MS);
    await this.#worker.terminate();
  }

  /** Keeps the first reason: a worker that fails also exits. */
  #lose(why: string, cause?: unknown): void {
    this.#lost ??= [why, cause];
    this.#listener?.lose(...this.#lost);
  }
}

/** Whether a worker could not be started because the system is short of threads or memory. */
function isShortage(error: unknown): boolean {
  const { code, cause } = error as { readonly code?: string; readonly cause?: NodeJS.ErrnoException };
  if (isOutOfMemory(error) || code === 'ERR_WORKER_INIT_FAILED') return true;
  return code === 'worker-failed' && (isOutOfMemory(cause) || cause?.code === 'ERR_WORKER_OUT_OF_MEMORY');
}

function workerFailed(what: string, why: string, cause?: unknown): SpillwayError {
  return new SpillwayError(
    'worker-failed',
    `the worker ${what} failed: ${why}; what was saved is kept, the same call resumes from there`,
    { cause },
  );
}
