import { Aggregator } from '../../lib/aggregate/aggregator.js';
import { LineFormatter } from '../../lib/format/line.js';
import type { Activity } from '../../lib/records/activity.js';
import type { SummaryBatch } from '../../lib/records/summary-batch.js';
import type { UserOrder } from '../../lib/records/user-order.js';
import { writeRun } from '../../lib/runs/run-writer.js';
import { batchOf } from './batch-of.js';

/** Bytes of the blocks of the runs written here: small, so that few activities take several. */
export const MEMORY = 2 ** 20;

export interface TestRun {
  readonly file: string;
  readonly bytes: number;
  readonly temporary: boolean;
}

/** Writes one run for each list of activities, in source order. */
export async function writeRuns(
  directory: string,
  sources: readonly (readonly Activity[])[],
  order: UserOrder,
  temporary = true,
): Promise<TestRun[]> {
  const runs: TestRun[] = [];
  const aggregator = new Aggregator(MEMORY, order);
  for (const [index, activities] of sources.entries()) {
    aggregator.absorb(batchOf(activities));
    const file = `${directory}/run-${index}.run`;
    const { bytes } = await writeRun(file, order, aggregator.blocks(), { temporary });
    runs.push({ file, bytes, temporary });
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
