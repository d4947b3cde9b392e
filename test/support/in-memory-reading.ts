import type { LineResult } from '../../lib/in-memory/line-result.js';
import { linesOf } from '../../lib/in-memory/lines.js';
import { readRecords } from '../../lib/in-memory/read-records.js';
import { summarizeInMemory } from '../../lib/in-memory/summarize-in-memory.js';
import type { Mapping } from '../../lib/mapping/read-mapping.js';
import { readMapping } from '../../lib/mapping/read-mapping.js';
import type { Activity } from '../../lib/records/activity.js';
import type { TypeCounts } from '../../lib/records/ignored-types.js';
import type { Reject } from '../../lib/records/reject.js';

export interface InMemoryReadingOptions {
  readonly maxLine: number;
  readonly delimiters: 'reject' | 'escape';
  readonly map?: Mapping;
}

export interface InMemoryReading {
  readonly activities: Activity[];
  readonly anonymous: number;
  readonly ignored: number;
  readonly ignoredTypes: TypeCounts;
  readonly rejects: readonly Reject[];
}

/** What parse and validate must make of a log, by way of lib/in-memory/summarize-in-memory. */
export async function readInMemory(
  log: Uint8Array,
  options: InMemoryReadingOptions,
): Promise<InMemoryReading> {
  const { maxLine, delimiters, map } = options;
  const rules = {
    maxLine,
    rejectDelimiters: delimiters === 'reject',
    mapping: readMapping('test', map as unknown),
  };
  const activities: Activity[] = [];
  for await (const { offset, bytes } of linesOf([log])) {
    if (isBlank(bytes)) continue;
    for (const { result } of readRecords(bytes, rules, `${offset}`)) activities.push(...activitiesOf(result));
  }
  const { rejects, counters } = await summarizeInMemory(log, options);
  const { anonymous, ignored, ignoredTypes = [] } = counters;
  return { activities, anonymous, ignored, ignoredTypes, rejects };
}

function isBlank(line: Buffer): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}

/** Attributes that count once have no timestamp here, but `Infinity`: how it is stored is the scanner's business. */
function activitiesOf(line: LineResult): Activity[] {
  if ('once' in line && line.once !== undefined) {
    const { once, ...others } = line;
    return [...activitiesOf(others), ...activitiesOf({ ...once, timestamp: Number.POSITIVE_INFINITY })];
  }
  if (line.kind === 'both') return [...activitiesOf(line.event), ...activitiesOf(line.attributes)];
  if (line.kind === 'event') return [{ type: 'event', user_id: line.user, id: line.id, name: line.name }];
  if (line.kind !== 'attributes') return [];
  const data: Record<string, string | null> = Object.create(null);
  for (const [name, value] of line.values) data[name] = value;
  return [{ type: 'attributes', user_id: line.user, timestamp: line.timestamp, data }];
}
