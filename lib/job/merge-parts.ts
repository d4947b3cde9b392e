import { on } from 'node:events';
import type { MessagePort } from 'node:worker_threads';
import { BufferPool } from '../kernel/buffer-pool.js';
import type { UserRange } from '../records/user-range.js';
import { type SummaryNames, SummaryNamesCounter } from '../report/summary-names.js';
import { type MergeTask, mergePart } from './merge-part.js';
import type { FromWorker, ToWorker } from './worker-messages.js';

/**
 * Share of a worker's memory for lines that wait for their turn in the thread that writes them: about a part's worth,
 * so that a worker whose part is not the next one is not held up, and a user of any size does not fill the memory.
 */
const WAITING_SHARE = 1 / 3;

/**
 * The merge in a worker: merges the parts that it is told to, one after the other, until it is told to end. Lines that
 * come back written give their memory to the next ones. Resolves to the names in all parts, if they are to be counted.
 */
export async function mergeParts(
  task: MergeTask,
  port: MessagePort,
  tell: (message: FromWorker, transfer?: readonly ArrayBuffer[]) => void,
): Promise<SummaryNames | undefined> {
  const names = task.countNames ? new SummaryNamesCounter() : undefined;
  const room = new Room(task.memory * WAITING_SHARE);
  const buffers = new BufferPool();
  const hear = (message: ToWorker): void => {
    if (message.kind !== 'written') return;
    room.free(message.lines.length);
    buffers.give(message.lines.buffer);
  };
  port.on('message', hear);
  try {
    for await (const [message] of on(port, 'message') as AsyncIterable<[ToWorker]>) {
      if (message.kind === 'end') break;
      if (message.kind === 'part') await tellPart(message.users);
    }
    return names?.names;
  } finally {
    port.off('message', hear);
  }

  async function tellPart(part: UserRange): Promise<void> {
    let users = 0;
    const lines = mergePart(task, part, buffers, (batch) => {
      users += batch.users;
      names?.count(batch);
    });
    for await (const chunk of lines) {
      await room.take(chunk.length);
      tell({ kind: 'lines', lines: chunk }, [chunk.buffer]);
    }
    tell({ kind: 'part-done', users });
  }
}

/** Bytes that are taken, waiting for room if there is none, and freed. */
class Room {
  #left: number;
  #waiting: (() => void) | undefined;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  async take(bytes: number): Promise<void> {
    while (this.#left <= 0) {
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
    }
    this.#left -= bytes;
  }

  free(bytes: number): void {
    this.#left += bytes;
    this.#waiting?.();
    this.#waiting = undefined;
  }
}
