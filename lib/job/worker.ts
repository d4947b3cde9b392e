// A worker's entry: does the one task that it was started for, and tells how it goes.
import { parentPort, workerData } from 'node:worker_threads';
import { type RangeListener, type RangeTask, readRange } from './read-range.js';
import { type FromWorker, plainError, type WorkerTask } from './worker-messages.js';

const port = parentPort!;
const stop = new AbortController();
port.on('message', () => stop.abort());

/** Progress is for people: a message for each batch would be a hundred times as many as they can see. */
const PROGRESS_INTERVAL_MS = 50;

function tell(message: FromWorker): void {
  port.postMessage(message);
}

function batchTeller(): Pick<RangeListener, 'onBatch'> & { flush(): void } {
  let bytes = 0;
  let rejects = 0;
  let last = 0;
  const flush = () => {
    tell({ kind: 'batches', bytes, rejects });
    bytes = 0;
    rejects = 0;
    last = performance.now();
  };
  return {
    onBatch(moreBytes, moreRejects) {
      bytes += moreBytes;
      rejects += moreRejects;
      if (performance.now() - last >= PROGRESS_INTERVAL_MS) flush();
    },
    flush,
  };
}

async function read(task: RangeTask): Promise<boolean> {
  const batches = batchTeller();
  const onRun: RangeListener['onRun'] = (run) => tell({ kind: 'run', run });
  const whole = await readRange(task, { ...batches, onRun }, stop.signal);
  batches.flush();
  return whole;
}

const { task } = workerData as WorkerTask;
try {
  tell({ kind: 'done', result: await read(task) });
} catch (error) {
  tell({ kind: 'failed', error: plainError(error) });
} finally {
  port.close();
}
