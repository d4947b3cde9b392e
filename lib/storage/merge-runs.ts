import { dirname, join } from 'node:path';
import { SpillwayError } from '../errors.js';
import { blockTarget } from '../kernel/aggregator.js';
import { type MergeStep, RunMerger, SummaryMerger } from '../kernel/merger.js';
import type { RunBlock } from '../kernel/run-block.js';
import type { SummaryBatch } from '../records/summary-batch.js';
import type { UserOrder } from '../records/user-order.js';
import { mergedRunFileName } from './run-file-name.js';
import { RunReader } from './run-reader.js';
import { writeRun } from './run-writer.js';
import { removeTemporaryRuns } from './scratch-directory.js';

/** What the merge needs to know of a run. */
export interface MergeInput {
  readonly file: string;
  readonly bytes: number;
  readonly temporary: boolean;
}

/** More runs than this are merged in several passes: 64 runs, two blocks each, take half of the memory. */
export const MAX_FAN_IN = 64;
const MIN_FAN_IN = 2;

/** Summaries leave in batches of a sixteenth of the memory, but neither tiny nor larger than what caches hold. */
const MIN_SUMMARY_BATCH = 16 * 1024;
const MAX_SUMMARY_BATCH = 256 * 1024;

/** How many runs may be merged at once, each with one block being merged and one being read. */
export function fanIn(memory: number, largestBlock: number): number {
  const affordable = Math.floor(memory / 2 / (2 * Math.max(1, largestBlock)));
  return Math.min(MAX_FAN_IN, Math.max(MIN_FAN_IN, affordable));
}

/**
 * The runs that the next pass merges into one, so that in the end exactly `width` are left for the last one: the
 * smallest ones, and no more than needed. Empty if there are no more than `width`.
 */
export function nextPass<Input extends MergeInput>(runs: readonly Input[], width: number): Input[] {
  if (runs.length <= width) return [];
  const bySize = [...runs].sort((a, b) => a.bytes - b.bytes);
  return bySize.slice(0, Math.min(width, runs.length - width + 1));
}

/** Merges runs in as many passes as memory asks for. Temporary runs are removed as soon as they have been read. */
export async function* mergeRuns(
  runs: readonly MergeInput[],
  memory: number,
  directory: string | undefined,
): AsyncGenerator<SummaryBatch, void, void> {
  let left = [...runs];
  try {
    const { order, largestBlock } = await inspect(runs);
    const width = fanIn(memory, largestBlock);
    for (
      let pass = nextPass(left, width), number = 1;
      pass.length > 0;
      pass = nextPass(left, width), number++
    ) {
      const file = join(directory ?? dirname(pass[0]!.file), mergedRunFileName(number));
      const merged = await mergeIntoRun(pass, file, order, blockTarget(memory));
      left = [...left.filter((run) => !pass.includes(run)), merged];
      await removeTemporaryRuns(pass);
    }
    const target = Math.min(MAX_SUMMARY_BATCH, Math.max(MIN_SUMMARY_BATCH, Math.floor(memory / 16)));
    yield* merge(left, (largestBlocks) => new SummaryMerger({ order, largestBlocks, target }));
  } finally {
    await removeTemporaryRuns(left);
  }
}

/** The order that all runs share, and the largest block of any of them. */
async function inspect(runs: readonly MergeInput[]): Promise<{ order: UserOrder; largestBlock: number }> {
  let order: UserOrder | undefined;
  let largestBlock = 0;
  for (const { file } of runs) {
    const reader = await RunReader.open(file);
    await reader.close();
    if (order !== undefined && reader.order !== order) {
      throw new SpillwayError(
        'bad-pipeline',
        `the run ${file} has its users in the order '${reader.order}', the runs before it in '${order}'`,
        { file, expected: order, found: reader.order },
      );
    }
    order = reader.order;
    largestBlock = Math.max(largestBlock, reader.footer.largestBlock);
  }
  return { order: order ?? 'bytes', largestBlock };
}

async function mergeIntoRun(
  runs: readonly MergeInput[],
  file: string,
  order: UserOrder,
  target: number,
): Promise<MergeInput> {
  const blocks = merge(runs, (largestBlocks) => new RunMerger({ order, largestBlocks, target }));
  const { bytes } = await writeRun(file, order, blocks, { temporary: true });
  return { file, bytes, temporary: true };
}

interface AnyMerger<Output> {
  open(run: number, block: Uint8Array): void;
  refill(block: Uint8Array | undefined): void;
  step(): MergeStep<Output>;
}

/** One pass: feeds the merge with the blocks it asks for. */
async function* merge<Output extends SummaryBatch | RunBlock>(
  runs: readonly MergeInput[],
  make: (largestBlocks: readonly number[]) => AnyMerger<Output>,
): AsyncGenerator<Output, void, void> {
  const readers: RunReader[] = [];
  try {
    for (const { file } of runs) readers.push(await RunReader.open(file));
    const merger = make(readers.map((reader) => reader.footer.largestBlock));
    for (const [run, reader] of readers.entries()) {
      const block = await reader.nextBlock();
      if (block !== undefined) merger.open(run, block);
    }
    for (let step = merger.step(); step.kind !== 'done'; step = merger.step()) {
      if (step.kind === 'output') yield step.output;
      else merger.refill(await readers[step.run]!.nextBlock());
    }
  } finally {
    for (const reader of readers) await reader.close();
  }
}
