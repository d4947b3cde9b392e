import { dirname, join } from 'node:path';
import { inParallel } from '../async/in-parallel.js';
import type { Stop } from '../async/stop-flag.js';
import { removeTemporaryRuns, useScratchDirectories } from '../disk/scratch-directory.js';
import { SpillwayError } from '../errors.js';
import type { SummaryBatch } from '../records/summary-batch.js';
import type { UserOrder } from '../records/user-order.js';
import { isWholeRange, type UserRange } from '../records/user-range.js';
import { fanIn, nextPass } from './merge-passes.js';
import { type MergerOptions, type MergeStep, mergedRunBytes, RunMerger, SummaryMerger } from './merger.js';
import type { RunBlock } from './run-block.js';
import { blockTarget } from './run-block.js';
import { mergedRunFileName } from './run-file-name.js';
import { RunReader } from './run-reader.js';
import { writeRun } from './run-writer.js';

/** What the merge needs to know of a run. */
export interface MergeInput {
  readonly file: string;
  readonly bytes: number;
  readonly temporary: boolean;
}

export interface MergeOptions {
  /** Bytes for the blocks of the runs. */
  readonly memory: number;
  /** Where the runs of passes before the last are written. Default: beside the runs. */
  readonly directory?: string | undefined;
  /** Default: all users. */
  readonly users?: UserRange | undefined;
  /** What inspectRuns has found, for those who merge the same runs part by part. Default: it is looked for. */
  readonly inspected?: InspectedRuns | undefined;
  /** Once it is aborted, the merge fails with `aborted` before its next block, of which one user may have any number. */
  readonly stop?: Stop | undefined;
}

/** What all runs of a merge have in common. Plain data. */
export interface InspectedRuns {
  readonly order: UserOrder;
  /** Bytes of memory that merging any of them takes at most. */
  readonly runBytes: number;
}

/** Summaries leave in batches of a sixteenth of the memory, but neither tiny nor larger than what caches hold. */
const MIN_SUMMARY_BATCH = 16 * 1024;
const MAX_SUMMARY_BATCH = 256 * 1024;

/**
 * Merges runs, given in source order, in as many passes as memory asks for. Temporary runs are removed as soon as they
 * have been read, unless only a part of their users is merged: then others still need them, and they are left to who
 * made them. A batch is valid until the next one is asked for.
 */
export async function* mergeRuns(
  runs: readonly MergeInput[],
  { memory, directory, users = {}, inspected, stop }: MergeOptions,
): AsyncGenerator<SummaryBatch, void, void> {
  const endUse = useScratchDirectories(runs);
  let left = isWholeRange(users) ? [...runs] : runs.map((run) => ({ ...run, temporary: false }));
  try {
    const { order, runBytes } = inspected ?? (await inspectRuns(runs));
    const width = fanIn(memory, runBytes);
    for (let pass = nextPass(left, width); pass !== undefined; pass = nextPass(left, width)) {
      const merging = left.slice(pass.first, pass.first + pass.count);
      const file = join(directory ?? dirname(merging[0]!.file), mergedRunFileName());
      const blocks = merge(
        merging,
        { users, stop },
        (sizes) => new RunMerger({ order, ...sizes, users, target: blockTarget(memory) }),
      );
      const { bytes } = await writeRun(file, order, blocks, { temporary: true });
      left = left.toSpliced(pass.first, pass.count, { file, bytes, temporary: true });
      await removeTemporaryRuns(merging);
    }
    const target = Math.min(MAX_SUMMARY_BATCH, Math.max(MIN_SUMMARY_BATCH, Math.floor(memory / 16)));
    yield* merge(left, { users, stop }, (sizes) => new SummaryMerger({ order, ...sizes, users, target }));
  } finally {
    try {
      await removeTemporaryRuns(left);
    } finally {
      endUse();
    }
  }
}

/** Fails with `bad-pipeline` where runs differ in the order of their users. */
export async function inspectRuns(runs: readonly Pick<MergeInput, 'file'>[]): Promise<InspectedRuns> {
  const heads = await inParallel(runs, async ({ file }) => {
    const { order, blockSizes } = await RunReader.inspect(file);
    return { file, order, bytes: mergedRunBytes(blockSizes) };
  });
  const order = heads[0]?.order ?? 'bytes';
  const other = heads.find((head) => head.order !== order);
  if (other !== undefined) {
    throw new SpillwayError(
      'bad-pipeline',
      `the run ${other.file} has its users in the order '${other.order}', the runs before it in '${order}'`,
      { file: other.file, expected: order, found: other.order },
    );
  }
  return { order, runBytes: heads.reduce((most, { bytes }) => Math.max(most, bytes), 0) };
}

interface AnyMerger<Output> {
  buffers(run: number): readonly [Uint8Array, Uint8Array];
  open(run: number, block: Uint8Array): boolean;
  refill(block: Uint8Array | undefined): void;
  step(): MergeStep<Output>;
  close(): void;
}

/** One pass: feeds the merge with the blocks it asks for. */
async function* merge<Output extends SummaryBatch | RunBlock>(
  runs: readonly MergeInput[],
  { users, stop }: { readonly users: UserRange; readonly stop: Stop | undefined },
  make: (sizes: Pick<MergerOptions, 'runs'>) => AnyMerger<Output>,
): AsyncGenerator<Output, void, void> {
  const readers: RunReader[] = [];
  let merger: AnyMerger<Output> | undefined;
  try {
    for (const { file } of runs) readers.push(await RunReader.open(file, users));
    merger = make({ runs: readers.map((reader) => reader.blockSizes) });
    for (const [run, reader] of readers.entries()) {
      reader.useBuffers(merger.buffers(run));
      let block = await reader.nextBlock();
      while (block !== undefined && !merger.open(run, block)) block = await reader.nextBlock();
    }
    for (let step = merger.step(); step.kind !== 'done'; step = merger.step()) {
      if (stop?.aborted === true) throw new SpillwayError('aborted', 'stopped while merging');
      if (step.kind === 'output') yield step.output;
      else merger.refill(await readers[step.run]!.nextBlock());
    }
  } finally {
    for (const reader of readers) await reader.close();
    merger?.close();
  }
}
