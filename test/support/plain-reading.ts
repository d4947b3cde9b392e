import type { Activity } from '../../lib/records/activity.js';
import type { Reject } from '../../lib/records/reject.js';
import { linesOf } from '../../lib/simple/lines.js';
import { readLine } from '../../lib/simple/read-line.js';
import { summarizeInMemory } from '../../lib/simple.js';

export interface PlainReadingOptions {
  readonly maxLine: number;
  readonly delimiters: 'reject' | 'escape';
}

export interface PlainReading {
  readonly activities: Activity[];
  readonly anonymous: number;
  readonly rejects: readonly Reject[];
}

/** What parse and validate must make of a log, by way of lib/simple. */
export async function plainReading(log: Uint8Array, options: PlainReadingOptions): Promise<PlainReading> {
  const rules = { maxLine: options.maxLine, rejectDelimiters: options.delimiters === 'reject' };
  const activities: Activity[] = [];
  for await (const { bytes } of linesOf([log])) {
    const fate = readLine(bytes, rules);
    if (fate.kind === 'event') {
      activities.push({ type: 'event', user_id: fate.user, id: fate.id, name: fate.name });
    } else if (fate.kind === 'attributes') {
      const data: Record<string, string | null> = Object.create(null);
      for (const [name, value] of fate.values) data[name] = value;
      activities.push({ type: 'attributes', user_id: fate.user, timestamp: fate.timestamp, data });
    }
  }
  const { rejects, counters } = await summarizeInMemory(log, options);
  return { activities, anonymous: counters.anonymous, rejects };
}
