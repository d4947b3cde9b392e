import { Aggregator } from '../../aggregate/aggregator.js';
import { RunCollector } from '../../aggregate/run-collector.js';
import type { Slices } from '../../async/slices.js';
import { recordedRuns } from '../../checkpoint/recorded-runs.js';
import { RejectsFile } from '../../checkpoint/rejects-file.js';
import type { SavedRejects } from '../../checkpoint/saved-rejects.js';
import type { DelimiterPolicy } from '../../format/output-format.js';
import { type BarredUsers, withoutBarred } from '../../kept/barred-users.js';
import { type BatchRoom, batchRoom, hasRoom } from '../../kernel/batch-room.js';
import { giveKernel, type Kernel, takeKernel } from '../../kernel/kernel.js';
import type { Mapping } from '../../mapping/read-mapping.js';
import { LineTaker } from '../../parse/line-taker.js';
import type { ActivityBatch } from '../../records/activity-batch.js';
import type { Run, RunContent } from '../../records/run.js';
import type { UserOrder } from '../../records/user-order.js';
import type { InputFormat } from '../../sources/input-format.js';
import { RejectLimit } from '../../validate/reject-limit.js';
import { validateSlices } from '../../validate/validate-batches.js';
import { firstLines } from './first-lines.js';
import { onlyUsers } from './only-users.js';
import { readSegments, type Segment } from './read-segments.js';

/**
 * Share of a range's memory that is left for what reading takes besides batches and their records: chunks, and the garbage
 * of the thread.
 */
const OTHER_SHARE = 1 / 16;

/** A range of the sources, and how to read it. Plain data that can be sent to a worker. */
export interface RangeTask {
  /** What is left of the range. */
  readonly segments: readonly Segment[];
  readonly input: InputFormat;
  /** Whether rejects name their source. */
  readonly named: boolean;
  /** Where the runs go. */
  readonly directory: string;
  readonly rejects: SavedRejects | undefined;
  /** Number of lines that the job has rejected before. */
  readonly rejected: number;
  readonly maxRejects: number;
  readonly memory: number;
  readonly checkpointEvery: number;
  readonly map: Mapping | undefined;
  readonly maxLine: number;
  readonly delimiters: DelimiterPolicy;
  readonly order: UserOrder;
  /** What the runs are to hold. Default: rows. */
  readonly content?: RunContent | undefined;
  /** Users whose activities are passed over. */
  readonly barred?: BarredUsers | undefined;
  /** The number of lines to read. Default: all. */
  readonly head?: number | undefined;
  /** The users whose activities are taken. Default: all. */
  readonly users?: readonly string[] | undefined;
  /** Where partitions of users meet in the runs. Undefined: each range decides by its first users. */
  readonly splitters: readonly Uint8Array[] | undefined;
}

/** Hears what happens while a range is read. */
export interface RangeListener {
  /** The run and the rejects before its end are durable. The next run waits until this resolves. */
  onRun(run: Run): Promise<void> | void;
  /** What was read since the last call. */
  onBatch(counts: BatchCounts): void;
}

export interface BatchCounts {
  /** Bytes of the source files. */
  readonly bytes: number;
  /** Rejected lines. */
  readonly rejects: number;
  /** Ignored lines. */
  readonly ignored: number;
}

/**
 * Reads a range through the cores of parse, validate and aggregate, each of which reads the one before it. There are no
 * streams between them, so an error is thrown unchanged, after all of them have tidied up. When `stop` is aborted it reads
 * no further, but still writes a run of what it has read. Resolves to whether the range was read to its end.
 */
export async function readRange(
  task: RangeTask,
  listener: RangeListener,
  stop: AbortSignal,
): Promise<boolean> {
  const roomy = hasRoom(task.memory);
  const memory = roomy ? Math.floor(task.memory * (1 - OTHER_SHARE)) : task.memory;
  const rejects = task.rejects === undefined ? undefined : await RejectsFile.open(task.rejects);
  // One instance for all that is done to a batch: it stays where it was scanned until its rows have been taken.
  let kernel: Kernel | undefined;
  try {
    if (roomy) kernel = takeKernel(memory);
    const room = kernel === undefined ? undefined : batchRoom(kernel, memory);
    await readThrough(task, { memory, room, rejects, listener }, stop);
  } finally {
    await rejects?.close();
    if (kernel !== undefined) giveKernel(kernel);
  }
  return !stop.aborted;
}

interface RangeParts {
  readonly memory: number;
  readonly room: BatchRoom | undefined;
  readonly rejects: RejectsFile | undefined;
  readonly listener: RangeListener;
}

async function readThrough(
  task: RangeTask,
  { memory, room, rejects, listener }: RangeParts,
  stop: AbortSignal,
): Promise<void> {
  const { segments, input, named, map, maxLine, delimiters, rejected, maxRejects } = task;
  const { directory, checkpointEvery, order, content = 'rows', splitters } = task;
  const eventTimes = content !== 'rows';
  let bytes = 0;
  const tell = (rejects: number, ignored: number): void => {
    listener.onBatch({ bytes, rejects, ignored });
    bytes = 0;
  };
  const onBytes = (more: number): void => {
    bytes += more;
  };
  const aggregator = new Aggregator(memory, order, splitters, room, content);
  const collector = new RunCollector({
    ...{ memory, directory, checkpointEvery, order, content, splitters },
    aggregator,
  });
  const taker = room === undefined || !canTake(task) ? undefined : takerOf(task, room, aggregator);
  // Ends a pending read of the input when a later stage has failed.
  const over = new AbortController();
  const until = AbortSignal.any([stop, over.signal]);
  const read = readSegments(
    segments,
    { input, named, map, maxLine, eventTimes, onBytes, room, taker },
    until,
  );
  const limit = new RejectLimit(maxRejects, rejected);
  const looked = task.head === undefined ? read : firstLines(read, task.head);
  const valid = validateSlices(looked, { delimiters, sink: rejects, limit });
  const allowed = task.barred === undefined ? valid : withoutBarred(valid, task.barred);
  const wanted = task.users === undefined ? allowed : onlyUsers(allowed, task.users);
  const batches = toldOf(wanted, tell);
  try {
    for await (const _ of recordedRuns(collector.runsOfSlices(batches), rejects, (run) =>
      listener.onRun(run),
    ));
    tell(0, 0);
  } catch (error) {
    over.abort();
    // The collector does not wait for its source, but files must not be closed while they are used.
    await batches.return().catch(() => {});
    throw error;
  }
}

/** Whether records can be placed as lines are scanned: nothing is to be looked at in between. */
function canTake({ map, content, barred, head, users }: RangeTask): boolean {
  const lookedAt = barred !== undefined || head !== undefined || users !== undefined;
  return map === undefined && (content ?? 'rows') === 'rows' && !lookedAt;
}

function takerOf({ maxLine, delimiters }: RangeTask, room: BatchRoom, aggregator: Aggregator): LineTaker {
  // Memory must not grow while lines lie in the room.
  aggregator.open();
  return new LineTaker({ maxLine, escaped: delimiters === 'escape', room, open: () => aggregator.open() });
}

async function* toldOf(
  slices: Slices<ActivityBatch>,
  tell: (rejects: number, ignored: number) => void,
): Slices<ActivityBatch> {
  function* told(batches: Iterable<ActivityBatch>): Generator<ActivityBatch, void, void> {
    for (const batch of batches) {
      yield batch;
      const { rejects, ignored } = batch.verdict!;
      tell(rejects.length, ignored);
    }
  }
  for await (const slice of slices) yield told(slice);
}
