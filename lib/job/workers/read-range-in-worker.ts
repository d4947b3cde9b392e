import type { RangeListener, RangeTask } from '../read/read-range.js';
import type { WorkerThread } from './worker-thread.js';

/** Reads a range in a worker, as readRange does in this thread. Fails with `worker-failed` if the worker dies. */
export async function readRangeInWorker(
  worker: WorkerThread,
  task: RangeTask,
  listener: RangeListener,
  stop: AbortSignal,
): Promise<boolean> {
  const reading = worker.perform(describe(task), { kind: 'read-range', task }, async (message) => {
    if (message.kind === 'run') await listener.onRun(message.run);
    else if (message.kind === 'batches') listener.onBatch(message.counts);
  });
  const stopWorker = () => worker.tell({ kind: 'stop' });
  stop.addEventListener('abort', stopWorker, { once: true });
  if (stop.aborted) stopWorker();
  try {
    return (await reading) === true;
  } finally {
    stop.removeEventListener('abort', stopWorker);
  }
}

function describe({ segments: [first], input }: RangeTask): string {
  if (first === undefined) return 'reading nothing';
  const unit = input === 'json' ? 'value' : 'byte';
  return `reading ${first.path} from ${unit} ${first.position} on`;
}
