import { Aggregator } from '../../lib/aggregate/aggregator.js';
import { LineFormatter } from '../../lib/format/line.js';
import type { Activity } from '../../lib/records/activity.js';
import type { SummaryBatch } from '../../lib/records/summary-batch.js';
import type { UserOrder } from '../../lib/records/user-order.js';
import { type BlockSizes, type MergerOptions, RunMerger, SummaryMerger } from '../../lib/runs/merger.js';
import type { RunBlock } from '../../lib/runs/run-block.js';
import { batchOf } from './batch-of.js';

// Runs without files: the blocks that the kernel hands out, kept in memory.

export const MEMORY = 2 ** 20;

type Options = Omit<MergerOptions, 'runs'>;

/** A block of a run, kept. */
export type KeptBlock = Pick<RunBlock, 'bytes' | 'names'>;

const keep = ({ bytes, names }: RunBlock): KeptBlock => ({ bytes: Buffer.from(bytes), names });

/** The runs of batches in source order; `spills` says after which of them one ends, whether memory is full or not. */
export function runsOf(
  batches: readonly (readonly Activity[])[],
  order: UserOrder,
  spills: readonly boolean[] = batches.map(() => true),
  memory = MEMORY,
): KeptBlock[][] {
  const aggregator = new Aggregator(memory, order);
  const runs: KeptBlock[][] = [];
  const spill = () => runs.push(Array.from(aggregator.blocks(), keep));
  let start = 0;
  for (const [index, activities] of batches.entries()) {
    const batch = batchOf(activities, start);
    if (!aggregator.fits(batch)) spill();
    aggregator.absorb(batch);
    start = batch.position;
    if (spills[index] === true) spill();
  }
  spill();
  aggregator.close();
  return runs;
}

export function mergeToRun(runs: readonly KeptBlock[][], options: Options): KeptBlock[] {
  return merge(
    runs,
    (sizes) => new RunMerger({ ...options, runs: sizes }),
    (block) => keep(block),
  );
}

export function mergeToSummaries(runs: readonly KeptBlock[][], options: Options): SummaryBatch[] {
  return merge(
    runs,
    (sizes) => new SummaryMerger({ ...options, runs: sizes }),
    (batch) => batch.copy(),
  );
}

/** Delimiters escaped, empty sections kept, as foldActivities has them. */
export function linesOf(batches: readonly SummaryBatch[]): string {
  const formatter = new LineFormatter('escape', 'keep');
  return Buffer.concat([
    ...batches.map((batch) => Buffer.from(formatter.format(batch))),
    formatter.end(),
  ]).toString();
}

function merge<M extends RunMerger | SummaryMerger, Result>(
  runs: readonly KeptBlock[][],
  make: (sizes: BlockSizes[]) => M,
  take: (output: Extract<ReturnType<M['step']>, { kind: 'output' }>['output']) => Result,
): Result[] {
  const merger = make(
    runs.map((blocks) => ({
      bytes: Math.max(0, ...blocks.map(({ bytes }) => bytes.length)),
      names: Math.max(0, ...blocks.map(({ names }) => names)),
    })),
  );
  const places = runs.map(() => 0);
  const next = (run: number): Uint8Array | undefined => {
    const index = places[run]!++;
    const block = runs[run]![index];
    if (block === undefined) return undefined;
    const buffer = merger.buffers(run)[index & 1]!;
    buffer.set(block.bytes);
    return buffer.subarray(0, block.bytes.length);
  };
  for (const run of runs.keys()) {
    let block = next(run);
    while (block !== undefined && !merger.open(run, block)) block = next(run);
  }
  const results: Result[] = [];
  for (let step = merger.step(); step.kind !== 'done'; step = merger.step()) {
    if (step.kind === 'output') results.push(take(step.output as never));
    else merger.refill(next(step.run));
  }
  return results;
}
