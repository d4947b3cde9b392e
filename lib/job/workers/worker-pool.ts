import { WorkerThread } from './worker-thread.js';

/**
 * The worker threads of a job. A thread does one task after the other, so what it has loaded, compiled and allocated for
 * reading also serves merging.
 */
export class WorkerPool {
  readonly #all: WorkerThread[] = [];
  readonly #idle: WorkerThread[] = [];
  readonly #start: () => Promise<WorkerThread | undefined>;

  /** `start` is replaced in tests. */
  constructor(start: () => Promise<WorkerThread | undefined> = () => WorkerThread.start()) {
    this.#start = start;
  }

  /**
   * Takes `count` workers: idle ones first, then new ones. Resolves to fewer, or none, if the system has no threads or
   * memory for more.
   */
  async take(count: number): Promise<WorkerThread[]> {
    const taken = this.#idle.splice(0, count);
    const starting = Array.from({ length: count - taken.length }, async () => {
      const worker = await this.#start();
      if (worker !== undefined) this.#all.push(worker);
      return worker;
    });
    // Wait for all of them before reporting a failure, so that `end` knows every worker.
    await Promise.allSettled(starting);
    for (const worker of await Promise.all(starting)) if (worker !== undefined) taken.push(worker);
    return taken;
  }

  /** Returns workers whose tasks are done. */
  give(workers: readonly WorkerThread[]): void {
    this.#idle.push(...workers);
  }

  /** Ends all workers, whatever they are doing. Resolves when they have exited. */
  async end(): Promise<void> {
    await Promise.all(this.#all.map((worker) => worker.end()));
  }
}
