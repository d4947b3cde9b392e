import { on } from 'node:events';
import type { MessagePort } from 'node:worker_threads';
import type { Stop } from '../../async/stop-flag.js';
import { SpillwayError } from '../../errors.js';
import { type SummaryNames, SummaryNamesCounter } from '../../names/summary-names.js';
import type { SummaryBatch } from '../../records/summary-batch.js';
import type { UserRange } from '../../records/user-range.js';
import { RunSet } from '../../runs/run-set.js';
import { contentOf, type MergeTask, mergePart } from './merge-part.js';
import type { PartLines } from './part-lines.js';
import type { FromMerge, ToMerge } from './part-messages.js';
import { PlacedLines, type SharedOutput } from './placed-lines.js';
import { PostedLines } from './posted-lines.js';

/**
 * Share of a worker's memory for lines that wait for their turn or are being sent. It holds about one part, so that a
 * worker whose part is not the next one can continue, and a user of any size does not fill the memory.
 */
const WAITING_SHARE = 1 / 12;

type Tell = (message: FromMerge, transfer?: readonly ArrayBuffer[]) => void;

/**
 * The worker's side of the merge; lib/job/workers/main-merge is the main thread's. Merges one part after the other as the
 * main thread hands them out, until told to end. Writes their lines to `output`, or sends them if there is none. Resolves to
 * the names in all parts if the task counts them. Fails with `aborted` when `stop` is raised.
 */
export async function workerMerge(
  task: MergeTask,
  output: SharedOutput | undefined,
  port: MessagePort,
  tell: Tell,
  stop: Stop,
): Promise<SummaryNames | undefined> {
  const names = task.countNames ? new SummaryNamesCounter() : undefined;
  // Listen before the output is opened, so that no message is missed.
  const messages = on(port, 'message') as AsyncIterable<[ToMerge]>;
  const lines = await linesTo(output, task, port, tell);
  let set: RunSet | undefined;
  try {
    set = await RunSet.open(
      task.runs.map(({ file }) => file),
      contentOf(task),
    );
    for await (const [message] of messages) {
      if (message.kind === 'end') break;
      if (message.kind === 'leave') throw new SpillwayError('aborted', 'the merge was given up');
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
    const count = (batch: SummaryBatch) => {
      users += batch.users;
      names?.count(batch);
    };
    const merged = mergePart(set, task, range, count, stop);
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
