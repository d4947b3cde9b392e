import { RECORD_SHAPE, RECORD_WORDS, SHAPE_EVENT } from '../kernel/layout/columns.js';
import type { ActivityBatch } from '../records/activity-batch.js';
import { type Counters, firstOf } from '../records/counters.js';
import type { RejectCode } from '../records/reject.js';
import { validLinesOf } from '../records/valid-lines.js';

/** What a validated batch holds and what validate left out of it. */
export function countActivities(batch: ActivityBatch): Counters {
  const { records, verdict, taken } = batch;
  let events = taken?.events ?? 0;
  const activities = records.length / RECORD_WORDS + (taken?.records ?? 0);
  for (let word = RECORD_SHAPE; word < records.length; word += RECORD_WORDS) {
    if ((records[word]! & SHAPE_EVENT) !== 0) events++;
  }
  const { anonymous = 0, ignored = 0, ignoredTypes = [], rejects: found = [] } = verdict ?? {};
  const rejects: Partial<Record<RejectCode, number>> = {};
  for (const { code } of found) rejects[code] = (rejects[code] ?? 0) + 1;
  return {
    lines: validLinesOf(batch) + anonymous + ignored + found.length,
    events,
    attributes: activities - events,
    anonymous,
    ignored,
    ...(ignoredTypes.length === 0 ? {} : { ignoredTypes }),
    rejects,
    firstReject: firstOf(found),
  };
}
