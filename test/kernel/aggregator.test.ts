import test from 'ava';
import fc from 'fast-check';
import { Aggregator } from '../../lib/kernel/aggregator.js';
import { LineFormatter } from '../../lib/kernel/formatter.js';
import { RunMerger, SummaryMerger } from '../../lib/kernel/merger.js';
import type { Activity } from '../../lib/records/activity.js';
import type { UserOrder } from '../../lib/records/user-order.js';
import { activitiesArbitrary } from '../support/activities.js';
import { batchOf } from '../support/batch-of.js';
import { foldActivities } from '../support/fold-activities.js';

const MEMORY = 2 ** 20;

/** Rows in, lines out, through the kernel alone: `spills` says after which batches a run is made. */
function kernelLines(
  batches: readonly Activity[][],
  spills: readonly boolean[],
  order: UserOrder,
  target = 256,
): string {
  const aggregator = new Aggregator(MEMORY, order);
  const runs: Buffer[][] = [];
  const spill = () => runs.push(Array.from(aggregator.blocks(), (block) => Buffer.from(block.bytes)));
  let start = 0;
  for (const [index, activities] of batches.entries()) {
    const batch = batchOf(activities, start);
    if (!aggregator.fits(batch)) spill();
    aggregator.absorb(batch);
    start = batch.position;
    if (spills[index]) spill();
  }
  spill();
  const summaries = merge(
    runs,
    (blockBytes) => new SummaryMerger({ order, blockBytes, target }),
    (batch) => batch,
  );
  const formatter = new LineFormatter('escape', 'keep');
  return Buffer.concat([...summaries.map((batch) => formatter.format(batch)), formatter.end()]).toString();
}

function merge<M extends RunMerger | SummaryMerger, Result>(
  runs: Buffer[][],
  make: (blockBytes: number[]) => M,
  take: (output: Extract<ReturnType<M['step']>, { kind: 'output' }>['output']) => Result,
): Result[] {
  const merger = make(runs.map((blocks) => Math.max(0, ...blocks.map((block) => block.length))));
  const places = runs.map(() => 0);
  const next = (run: number): Uint8Array | undefined => {
    const index = places[run]!++;
    const block = runs[run]![index];
    if (block === undefined) return undefined;
    const buffer = merger.buffers(run)[index & 1]!;
    buffer.set(block);
    return buffer.subarray(0, block.length);
  };
  for (const run of runs.keys()) {
    const block = next(run);
    if (block !== undefined) merger.open(run, block);
  }
  const results: Result[] = [];
  for (let step = merger.step(); step.kind !== 'done'; step = merger.step()) {
    if (step.kind === 'output') results.push(take(step.output as never));
    else merger.refill(next(step.run));
  }
  return results;
}

const orders = fc.constantFrom<UserOrder>('bytes', 'numeric');

test('any activities, spilled anywhere, come out as Maps would have them', (t) => {
  fc.assert(
    fc.property(fc.array(activitiesArbitrary()), fc.array(fc.boolean()), orders, (batches, spills, order) => {
      t.is(kernelLines(batches, spills, order), foldActivities(batches.flat(), order));
    }),
    { numRuns: 50 },
  );
});

test('runs merged into a run first give the same lines', (t) => {
  fc.assert(
    fc.property(
      fc.array(activitiesArbitrary(), { minLength: 2 }),
      orders,
      fc.nat(400),
      (batches, order, target) => {
        const aggregator = new Aggregator(MEMORY, order);
        let start = 0;
        const runs = batches.map((activities) => {
          const batch = batchOf(activities, start);
          start = batch.position;
          aggregator.absorb(batch);
          return Array.from(aggregator.blocks(), (block) => Buffer.from(block.bytes));
        });
        const half = runs.length >> 1;
        const toRun = (some: Buffer[][]) =>
          merge(
            some,
            (blockBytes) => new RunMerger({ order, blockBytes, target }),
            ({ bytes }) => Buffer.from(bytes),
          );
        const merged = [toRun(runs.slice(0, half)), toRun(runs.slice(half))];
        const batchesOut = merge(
          merged,
          (blockBytes) => new SummaryMerger({ order, blockBytes, target }),
          (b) => b,
        );
        const formatter = new LineFormatter('escape', 'keep');
        const lines = Buffer.concat([...batchesOut.map((batch) => formatter.format(batch)), formatter.end()]);
        t.is(lines.toString(), foldActivities(batches.flat(), order));
      },
    ),
    { numRuns: 30 },
  );
});

test('a batch that is larger than the memory is taken whole', (t) => {
  const data = Object.fromEntries(
    Array.from({ length: 60_000 }, (_, index) => [`name ${index}`, `value ${index}`]),
  );
  const activities: Activity[] = [{ type: 'attributes', user_id: 'one', timestamp: 1, data }];
  t.is(kernelLines([activities], [], 'bytes'), foldActivities(activities, 'bytes'));
});

test('one user, one name, many ids, many of them equal', (t) => {
  const ids = Array.from(
    { length: 3_000 },
    (_, index) => `event-with-a-long-prefix-${(index * 7919) % 1_000}`,
  );
  const activities = ids.map((id): Activity => ({ type: 'event', user_id: 'one', id, name: 'click' }));
  t.is(kernelLines([activities, activities], [true], 'bytes'), 'one,,click=1000\n');
});
