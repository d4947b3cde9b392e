import { on } from 'node:events';
import type { MessagePort } from 'node:worker_threads';
import type { UserRange } from '../records/user-range.js';
import { type SummaryNames, SummaryNamesCounter } from '../report/summary-names.js';
import { RunSet } from '../runs/run-set.js';
import { type MergeTask, mergePart } from './merge-part.js';
import { PlacedLines, type SharedOutput } from './placed-lines.js';
import { PostedLines } from './posted-lines.js';
import type { FromWorker, ToWorker } from './worker-messages.js';

/**
 * Share of a worker's memory for lines that wait for their turn or are on their way: about a part's worth, so that a
 * worker whose part is not the next one is not held up, and a user of any size does not fill the memory.
 */
const WAITING_SHARE = 1 / 6;

/** Where the lines of parts go, part by part. Each method is called when the one before it has resolved. */
export interface PartLines {
  begin(part: number): void;
  /** More of the part at hand; they hold until this resolves. */
  add(lines: Uint8Array): Promise<void>;
  endPart(): Promise<void>;
  /** There are no more parts. Resolves when all lines are where they go. */
  end(): Promise<void>;
  close(): Promise<void>;
}

type Tell = (message: FromWorker, transfer?: readonly ArrayBuffer[]) => void;

/**
 * The merge in a worker: merges the parts that it is told to, one after the other, until it is told to end, and writes
 * their lines to `output`, or sends them if there is none. Resolves to the names in all parts, if they are to be counted.
 */
export async function mergeParts(
  task: MergeTask,
  output: SharedOutput | undefined,
  port: MessagePort,
  tell: Tell,
): Promise<SummaryNames | undefined> {
  const names = task.countNames ? new SummaryNamesCounter() : undefined;
  // At once: what comes while the output is opened is not to be missed.
  const messages = on(port, 'message') as AsyncIterable<[ToWorker]>;
  const lines = await linesTo(output, task, port, tell);
  let set: RunSet | undefined;
  try {
    set = await RunSet.open(task.runs.map(({ file }) => file));
    for await (const [message] of messages) {
      if (message.kind === 'end') break;
      if (message.kind === 'part') await merge(set, message.part, message.users);
    }
    await lines.end();
    return names?.names;
  } finally {
    await set?.close();
    await lines.close();
  }

  async function merge(set: RunSet, part: number, range: UserRange): Promise<void> {
    let users = 0;
    lines.begin(part);
    const merged = mergePart(set, task, range, (batch) => {
      users += batch.users;
      names?.count(batch);
    });
    for await (const more of merged) await lines.add(more);
    await lines.endPart();
    tell({ kind: 'part-done', users });
  }
}

function linesTo(
  output: SharedOutput | undefined,
  { memory }: MergeTask,
  port: MessagePort,
  tell: Tell,
): PartLines | Promise<PartLines> {
  const room = memory * WAITING_SHARE;
  if (output === undefined) return new PostedLines(port, room, tell);
  return PlacedLines.open(output, room, (bytes) => tell({ kind: 'wrote', bytes }));
}
