import { linesOf } from '../../lib/in-memory/lines.js';
import { type Fate, readLine } from '../../lib/in-memory/read-line.js';
import { summarizeInMemory } from '../../lib/in-memory/summarize-in-memory.js';
import type { Mapping } from '../../lib/mapping/read-mapping.js';
import { readMapping } from '../../lib/mapping/read-mapping.js';
import type { Activity } from '../../lib/records/activity.js';
import type { TypeCounts } from '../../lib/records/ignored-types.js';
import type { Reject } from '../../lib/records/reject.js';

export interface PlainReadingOptions {
  readonly maxLine: number;
  readonly delimiters: 'reject' | 'escape';
  readonly map?: Mapping;
}

export interface PlainReading {
  readonly activities: Activity[];
  readonly anonymous: number;
  readonly ignored: number;
  readonly ignoredTypes: TypeCounts;
  readonly rejects: readonly Reject[];
}

/** What parse and validate must make of a log, by way of lib/in-memory/summarize-in-memory. */
export async function plainReading(log: Uint8Array, options: PlainReadingOptions): Promise<PlainReading> {
  const { maxLine, delimiters, map } = options;
  const rules = {
    maxLine,
    rejectDelimiters: delimiters === 'reject',
    mapping: readMapping('test', map as unknown),
  };
  const activities: Activity[] = [];
  for await (const { bytes } of linesOf([log])) activities.push(...activitiesOf(readLine(bytes, rules)));
  const { rejects, counters } = await summarizeInMemory(log, options);
  const { anonymous, ignored, ignoredTypes = [] } = counters;
  return { activities, anonymous, ignored, ignoredTypes, rejects };
}

function activitiesOf(fate: Fate): Activity[] {
  if (fate.kind === 'both') return [...activitiesOf(fate.event), ...activitiesOf(fate.attributes)];
  if (fate.kind === 'event') return [{ type: 'event', user_id: fate.user, id: fate.id, name: fate.name }];
  if (fate.kind !== 'attributes') return [];
  const data: Record<string, string | null> = Object.create(null);
  for (const [name, value] of fate.values) data[name] = value;
  return [{ type: 'attributes', user_id: fate.user, timestamp: fate.timestamp, data }];
}
