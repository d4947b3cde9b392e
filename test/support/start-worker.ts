import { WorkerThread } from '../../lib/job/workers/worker-thread.js';

/** A worker, on a machine that has a thread for it. */
export async function startWorker(): Promise<WorkerThread> {
  const worker = await WorkerThread.start();
  if (worker === undefined) throw new Error('no thread can be started here');
  return worker;
}
