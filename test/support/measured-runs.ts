import { Aggregator } from '../../lib/aggregate/aggregator.js';
import { readMapping } from '../../lib/mapping/read-mapping.js';
import type { Measures } from '../../lib/mapping/read-measures.js';
import { LineScanner } from '../../lib/parse/line-scanner.js';
import { ActivityBatch } from '../../lib/records/activity-batch.js';
import { RunWriter } from '../../lib/runs/run-writer.js';
import { judgeBatch } from '../../lib/validate/judge-batch.js';
import type { Random } from './random.js';
import { MEMORY, type TestRun } from './runs.js';

/** Writes runs of a log of the plain fields whose events have measures: of each run, segments of `lines` lines each. */
export async function writeMeasuredRuns(
  directory: string,
  logs: readonly (readonly string[])[],
  measures: Measures,
  lines: number,
): Promise<TestRun[]> {
  const mapping = readMapping('test', { preset: 'plain', measures });
  const runs: TestRun[] = [];
  for (const [index, log] of logs.entries()) {
    // One partition, so that a user is not alone by chance.
    const aggregator = new Aggregator(MEMORY, 'bytes', []);
    const file = `${directory}/run-${index}.run`;
    let writer: RunWriter | undefined;
    for (let at = 0; at === 0 || at < log.length; at += lines) {
      const scanner = new LineScanner({ maxLine: 2 ** 20, mapping });
      const batch = scanner.scan(Buffer.from(log.slice(at, at + lines).join('')), 1);
      const { valid } = judgeBatch(batch, 'escape');
      const verdict = { anonymous: 0, ignored: 0, rejects: [], rejectsLength: 0 };
      aggregator.absorb(new ActivityBatch(valid, verdict));
      writer ??= await RunWriter.open(file, {
        order: 'bytes',
        splitters: [],
        partitions: 1,
        temporary: true,
        measures: aggregator.measures,
      });
      await writer.writeSegment(aggregator.spill());
    }
    runs.push({ ...(await writer!.finish()), temporary: true });
    aggregator.close();
  }
  return runs;
}

export interface DrawnLog {
  readonly lines: number;
  /** How many users there are; nearly all lines are of the first one. */
  readonly users: number;
  readonly ids: number;
  readonly times: number;
  /** How many different texts. */
  readonly paths: number;
}

/** Lines of events, and of a few attributes, with many copies and ties. */
export function drawMeasuredLog(random: Random, { lines, users, ids, times, paths }: DrawnLog): string[] {
  return Array.from({ length: lines }, () => {
    const user = random.once(8) ? random.between(0, users - 1) : 0;
    if (random.once(20)) {
      const data = { [`a${random.between(0, 50)}`]: `${random.between(0, 9)}`, c: null };
      return `${JSON.stringify({ user_id: `u${user}`, type: 'attributes', timestamp: random.between(0, times), data })}\n`;
    }
    return `${JSON.stringify({
      user_id: `u${user}`,
      type: 'event',
      name: random.pick(['page', 'order', 'p']),
      id: random.once(4) ? random.between(0, ids) : `id ${random.between(0, ids)}`,
      timestamp: random.between(0, times),
      ...(random.once(5) ? {} : { price: `${random.between(-999, 999)}.${random.between(0, 99)}` }),
      ...(random.once(4)
        ? {}
        : { path: `/${random.between(0, paths)}${'x'.repeat(random.once(50) ? 3000 : 3)}` }),
      ...(random.once(4) ? {} : { plan: random.pick(['free', 'basic', 'pro', 'pro,max']) }),
    })}\n`;
  });
}
