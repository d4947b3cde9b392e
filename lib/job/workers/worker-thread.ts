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

/** How long a worker that is to leave may take to close its files: the system may not answer. */
const PATIENCE_MS = 1500;

/** A worker that does one task after the other, seen from the thread that started it. It is there until it is ended. */
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
   * Resolves when the worker can be given tasks; to undefined where the system has no thread or no memory for it. Fails
   * with `worker-failed`, and with what else keeps it from working.
   */
  static async start(): Promise<WorkerThread | undefined> {
    // A source that is small needs no workers, and is not to wait for what node loads to start them.
    const { Worker } = await import('node:worker_threads');
    const left = new StopFlag();
    const workerData: WorkerData = { left: left.memory };
    let thread: WorkerThread | undefined;
    try {
      // Without the options of the program that calls us: some, as --input-type, let no worker start.
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

  /**
   * Has it close its files and leave, whatever it does; its task fails with `worker-failed`. To terminate it at once would
   * leave open what is just being opened. Resolves when it is gone.
   */
  async end(): Promise<void> {
    this.#lose('it was ended');
    this.#left.raise();
    this.tell({ kind: 'leave' });
    await settledWithin(this.#gone, PATIENCE_MS);
    await this.#worker.terminate();
  }

  /** The first reason is the one: a worker that fails exits, too. */
  #lose(why: string, cause?: unknown): void {
    this.#lost ??= [why, cause];
    this.#listener?.lose(...this.#lost);
  }
}

/** Whether a worker could not be started since the system is short of threads or memory. */
function isShortage(error: unknown): boolean {
  const { code, cause } = error as { readonly code?: string; readonly cause?: NodeJS.ErrnoException };
  if (isOutOfMemory(error) || code === 'ERR_WORKER_INIT_FAILED') return true;
  return code === 'worker-failed' && (isOutOfMemory(cause) || cause?.code === 'ERR_WORKER_OUT_OF_MEMORY');
}

function workerFailed(what: string, why: string, cause?: unknown): SpillwayError {
  return new SpillwayError(
    'worker-failed',
    `the worker ${what} failed: ${why}; what was saved is kept, the same call goes on from there`,
    { cause },
  );
}
