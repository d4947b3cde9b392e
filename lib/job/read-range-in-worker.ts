import type { RangeListener, RangeTask } from './read-range.js';
import { WorkerThread } from './worker-thread.js';

/** Reads a range in a worker, as readRange does in this thread. Fails with `worker-failed` if the worker dies. */
export async function readRangeInWorker(
  task: RangeTask,
  listener: RangeListener,
  stop: AbortSignal,
): Promise<boolean> {
  const [first] = task.segments;
  const what =
    first === undefined ? 'reading nothing' : `reading ${first.path} from byte ${first.position} on`;
  const worker = new WorkerThread(what, { kind: 'read-range', task }, async (message) => {
    if (message.kind === 'run') await listener.onRun(message.run);
    else if (message.kind === 'batches') listener.onBatch(message.counts);
  });
  const stopWorker = () => worker.tell({ kind: 'stop' });
  stop.addEventListener('abort', stopWorker, { once: true });
  if (stop.aborted) stopWorker();
  try {
    return (await worker.result) === true;
  } finally {
    stop.removeEventListener('abort', stopWorker);
  }
}
