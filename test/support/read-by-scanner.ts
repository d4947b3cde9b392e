import type { Mapping } from '../../lib/mapping/read-mapping.js';
import { readMapping } from '../../lib/mapping/read-mapping.js';
import { LineScanner } from '../../lib/parse/line-scanner.js';
import type { Activity } from '../../lib/records/activity.js';
import { ActivityBatch } from '../../lib/records/activity-batch.js';
import { judgeBatch } from '../../lib/validate/judge-batch.js';
import type { InMemoryReading } from './in-memory-reading.js';

/** Times of attributes that count once are before all others. */
const FAR_BEFORE = -1e100;

/** A scanner of lines of up to `maxLine` bytes. */
export function scannerFor(map: Mapping, maxLine: number): LineScanner {
  return new LineScanner({ maxLine, mapping: readMapping('test', map) });
}

/** What scanner and validation make of a log, as `readInMemory` tells it. */
export function readByScanner(
  scanner: LineScanner,
  log: Uint8Array,
  delimiters: 'reject' | 'escape',
): InMemoryReading {
  const numbered = new ActivityBatch({ ...scanner.scan(log, 0), line: 1 });
  const { valid, anonymous, ignored, ignoredTypes, rejects } = judgeBatch(numbered, delimiters);
  const batch = new ActivityBatch(valid, { anonymous, ignored, rejects, rejectsLength: 0 });
  return { activities: [...batch].map(withoutOnceTime), anonymous, ignored, ignoredTypes, rejects };
}

function withoutOnceTime(activity: Activity): Activity {
  if (activity.type === 'event' || activity.timestamp > FAR_BEFORE) return activity;
  return { ...activity, timestamp: Number.POSITIVE_INFINITY };
}
