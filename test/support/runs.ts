import { Aggregator } from '../../lib/aggregate/aggregator.js';
import { LineFormatter } from '../../lib/format/line.js';
import type { Activity } from '../../lib/records/activity.js';
import type { SummaryBatch } from '../../lib/records/summary-batch.js';
import type { UserOrder } from '../../lib/records/user-order.js';
import { RunWriter } from '../../lib/runs/run-writer.js';
import { batchOf } from './batch-of.js';

export const MEMORY = 2 ** 20;

export interface TestRun {
  readonly file: string;
  readonly bytes: number;
  readonly records: number;
  readonly rows: number;
  readonly temporary: boolean;
}

export interface TestRunOptions {
  readonly temporary?: boolean;
  readonly memory?: number;
  /** Default: each run is cut by its own first users. */
  readonly splitters?: readonly Uint8Array[];
  /** Activities of a segment. Default: all of a run. */
  readonly segment?: number;
}

/** Writes one run for each list of activities, in source order. */
export async function writeRuns(
  directory: string,
  sources: readonly (readonly Activity[])[],
  order: UserOrder,
  { temporary = true, memory = MEMORY, splitters, segment = Number.POSITIVE_INFINITY }: TestRunOptions = {},
): Promise<TestRun[]> {
  const runs: TestRun[] = [];
  for (const [index, activities] of sources.entries()) {
    const aggregator = new Aggregator(memory, order, splitters);
    const file = `${directory}/run-${index}.run`;
    let writer: RunWriter | undefined;
    for (let at = 0; at === 0 || at < activities.length; at += segment) {
      aggregator.absorb(batchOf(activities.slice(at, at + segment)));
      const partitions = aggregator.splitters.length + 1;
      writer ??= await RunWriter.open(file, {
        order,
        splitters: aggregator.splitters,
        partitions,
        temporary,
      });
      await writer.writeSegment(aggregator.spill());
    }
    const written = await writer!.finish();
    aggregator.close();
    runs.push({ ...written, temporary });
  }
  return runs;
}

/** The lines of all batches; delimiters escaped, empty sections kept. */
export async function linesOf(batches: AsyncIterable<SummaryBatch>): Promise<string> {
  const formatter = new LineFormatter('escape', 'keep');
  const lines: Buffer[] = [];
  for await (const batch of batches) lines.push(Buffer.from(formatter.format(batch)));
  return Buffer.concat([...lines, formatter.end()]).toString();
}
