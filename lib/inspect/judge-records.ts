import { Readable } from 'node:stream';
import { countActivities } from '../aggregate/count-activities.js';
import { readPipeline } from '../async/run-pipeline.js';
import type { DelimiterPolicy } from '../format/output-format.js';
import type { PresetName } from '../mapping/presets.js';
import type { Mapping } from '../mapping/read-mapping.js';
import { parse } from '../parse/parse.js';
import type { ActivityBatch } from '../records/activity-batch.js';
import { addCounters, type Counters, NO_COUNTERS } from '../records/counters.js';
import type { Reject } from '../records/reject.js';
import { validate } from '../validate/validate.js';
import type { SourceRecord } from './recognise-layout.js';

/** What a job would make of some records. */
export interface Verdict {
  readonly counters: Counters;
  /** The first reject of each code, with the index of its record. */
  readonly firstRejects: readonly (Reject & { readonly record: number })[];
}

const LINE_END = Buffer.from('\n');

/** Reads records as a job with this mapping would; undefined stands for the plain input. */
export async function judgeRecords(
  records: readonly SourceRecord[],
  map: PresetName | Mapping | undefined,
  delimiters: DelimiterPolicy = 'escape',
): Promise<Verdict> {
  const lines = records.flatMap(({ bytes }) => [bytes, LINE_END]);
  const stages = [parse({ map }), validate({ delimiters })] as const;
  const batches = readPipeline<ActivityBatch>(Readable.from([Buffer.concat(lines)]), stages);
  let counters = NO_COUNTERS;
  const firstRejects = new Map<string, Reject>();
  for await (const batch of batches) {
    counters = addCounters(counters, countActivities(batch));
    for (const reject of batch.verdict!.rejects)
      if (!firstRejects.has(reject.code)) firstRejects.set(reject.code, reject);
  }
  const recordAt = indexOfOffsets(records);
  return {
    counters,
    firstRejects: [...firstRejects.values()].map((reject) => ({
      ...reject,
      record: recordAt(reject.offset),
    })),
  };
}

/** Valid lines; one that is both an event and attributes counts once. */
export function validLines({ lines, anonymous, ignored, rejects }: Counters): number {
  return lines - anonymous - ignored - Object.values(rejects).reduce((sum, count) => sum + count, 0);
}

/** From an offset in the lines that were put together to the index of the record there. The offsets may lie within a record. */
function indexOfOffsets(records: readonly SourceRecord[]): (offset: number) => number {
  const starts: number[] = [];
  let start = 0;
  for (const { bytes } of records) {
    starts.push(start);
    start += bytes.length + LINE_END.length;
  }
  return (offset) =>
    Math.max(
      0,
      starts.findLastIndex((each) => each <= offset),
    );
}
