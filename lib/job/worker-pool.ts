import { WorkerThread } from './worker-thread.js';

/**
 * The worker threads of a job. They do one task after the other, so that what a thread has loaded, compiled and taken of
 * memory for reading serves merging, too.
 */
export class WorkerPool {
  readonly #all: WorkerThread[] = [];
  readonly #idle: WorkerThread[] = [];

  /** So many of those that nobody uses, new ones where there are not enough. */
  async take(count: number): Promise<WorkerThread[]> {
    const taken = this.#idle.splice(0, count);
    while (taken.length < count) {
      const worker = await WorkerThread.start();
      this.#all.push(worker);
      taken.push(worker);
    }
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
