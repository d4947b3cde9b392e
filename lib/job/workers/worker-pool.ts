import { WorkerThread } from './worker-thread.js';

/**
 * The worker threads of a job. They do one task after the other, so that what a thread has loaded, compiled and taken of
 * memory for reading serves merging, too.
 */
export class WorkerPool {
  readonly #all: WorkerThread[] = [];
  readonly #idle: WorkerThread[] = [];
  readonly #start: () => Promise<WorkerThread | undefined>;

  /** `start`: for tests. */
  constructor(start: () => Promise<WorkerThread | undefined> = () => WorkerThread.start()) {
    this.#start = start;
  }

  /**
   * As many workers as `count` of those that nobody uses, and new ones where there are not enough. Fewer, or none, where the
   * system has no threads or memory for more.
   */
  async take(count: number): Promise<WorkerThread[]> {
    const taken = this.#idle.splice(0, count);
    const starting = Array.from({ length: count - taken.length }, async () => {
      const worker = await this.#start();
      if (worker !== undefined) this.#all.push(worker);
      return worker;
    });
    // All of them are known before one's failure is told: they are to be ended.
    await Promise.allSettled(starting);
    for (const worker of await Promise.all(starting)) if (worker !== undefined) taken.push(worker);
    return taken;
  }

  /** Nobody uses them any more, and their tasks are done. */
  give(workers: readonly WorkerThread[]): void {
    this.#idle.push(...workers);
  }

  /** Ends all of them, whatever they do. Resolves when they are gone. */
  async end(): Promise<void> {
    await Promise.all(this.#all.map((worker) => worker.end()));
  }
}
