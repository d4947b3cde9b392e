// The entry of a worker thread: does one task after the other, and reports to the main thread.
import { parentPort, workerData } from 'node:worker_threads';
import { StopFlag } from '../../async/stop-flag.js';
import { blockingTransfers } from '../../disk/blocking-transfers.js';
import { replaceFileSystem } from '../../disk/file-system.js';
import { SpillwayError } from '../../errors.js';
import { keepLargeKernel, prepareKernels } from '../../kernel/kernel.js';
import { orOutOfMemory } from '../../kernel/out-of-memory.js';
import { workerMerge } from '../merge/worker-merge.js';
import { type BatchCounts, type RangeListener, type RangeTask, readRange } from '../read/read-range.js';
import {
  type FromWorker,
  plainError,
  type ToWorker,
  type WorkerData,
  type WorkerTask,
} from './worker-messages.js';

const port = parentPort!;
/** Raised when the worker must end, whatever it is doing. */
const left = new StopFlag((workerData as WorkerData).left);
replaceFileSystem(blockingTransfers());
keepLargeKernel();

/** Progress is for people: a message for each batch would be a hundred times more than they can see. */
const PROGRESS_INTERVAL_MS = 50;

const NO_COUNTS: BatchCounts = { bytes: 0, rejects: 0, ignored: 0 };

function tell(message: FromWorker, transfer: readonly ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}

function batchTeller(): Pick<RangeListener, 'onBatch'> & { flush(): void } {
  let counts = NO_COUNTS;
  let last = 0;
  const flush = () => {
    tell({ kind: 'batches', counts });
    counts = NO_COUNTS;
    last = performance.now();
  };
  return {
    onBatch({ bytes, rejects, ignored }) {
      if (left.aborted) throw new SpillwayError('aborted', 'the range was given up');
      counts = {
        bytes: counts.bytes + bytes,
        rejects: counts.rejects + rejects,
        ignored: counts.ignored + ignored,
      };
      if (performance.now() - last >= PROGRESS_INTERVAL_MS) flush();
    },
    flush,
  };
}

async function read(task: RangeTask): Promise<boolean> {
  const stop = new AbortController();
  const hear = (message: ToWorker) => {
    if (message.kind === 'stop') stop.abort();
  };
  port.on('message', hear);
  const { onBatch, flush } = batchTeller();
  try {
    return await readRange(task, { onBatch, onRun: (run) => tell({ kind: 'run', run }) }, stop.signal);
  } finally {
    port.off('message', hear);
    flush();
  }
}

function perform(task: WorkerTask): Promise<unknown> {
  return task.kind === 'read-range' ? read(task.task) : workerMerge(task.task, task.output, port, tell, left);
}

let working: Promise<void> = Promise.resolve();

port.on('message', (message: ToWorker) => {
  // The task closes its files. Then the closed port leaves nothing to wait for, and the thread exits.
  if (message.kind === 'leave') void working.then(() => port.close());
  if (message.kind !== 'task') return;
  working = perform(message.task).then(
    (result) => tell({ kind: 'done', result }),
    (error: unknown) => tell({ kind: 'failed', error: plainError(orOutOfMemory(error)) }),
  );
});

try {
  prepareKernels();
  tell({ kind: 'ready' });
} catch (error) {
  tell({ kind: 'failed', error: plainError(error) });
}
