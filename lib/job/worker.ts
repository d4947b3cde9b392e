// A worker's entry: does the one task that it was started for, and tells how it goes.
import { parentPort, workerData } from 'node:worker_threads';
import { mergeParts } from './merge-parts.js';
import { type BatchCounts, type RangeListener, type RangeTask, readRange } from './read-range.js';
import { type FromWorker, plainError, type ToWorker, type WorkerTask } from './worker-messages.js';

const port = parentPort!;

/** Progress is for people: a message for each batch would be a hundred times as many as they can see. */
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
  port.on('message', (message: ToWorker) => {
    if (message.kind === 'stop') stop.abort();
  });
  const { onBatch, flush } = batchTeller();
  const whole = await readRange(task, { onBatch, onRun: (run) => tell({ kind: 'run', run }) }, stop.signal);
  flush();
  return whole;
}

function perform({ kind, task }: WorkerTask): Promise<unknown> {
  return kind === 'read-range' ? read(task) : mergeParts(task, port, tell);
}

try {
  tell({ kind: 'done', result: await perform(workerData as WorkerTask) });
} catch (error) {
  tell({ kind: 'failed', error: plainError(error) });
} finally {
  port.close();
}
