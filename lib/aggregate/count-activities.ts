import { RECORD_SHAPE, RECORD_WORDS, SHAPE_EVENT, SHAPE_SAME_LINE } from '../kernel/layout/columns.js';
import type { ActivityBatch } from '../records/activity-batch.js';
import { type Counters, firstOf } from '../records/counters.js';
import type { RejectCode } from '../records/reject.js';

/** What a validated batch holds and what validate left out of it. */
export function countActivities({ records, verdict }: ActivityBatch): Counters {
  let events = 0;
  let valid = records.length / RECORD_WORDS;
  const activities = valid;
  for (let word = RECORD_SHAPE; word < records.length; word += RECORD_WORDS) {
    if ((records[word]! & SHAPE_EVENT) !== 0) events++;
    else if ((records[word]! & SHAPE_SAME_LINE) !== 0) valid--;
  }
  const { anonymous = 0, ignored = 0, ignoredTypes = [], rejects: found = [] } = verdict ?? {};
  const rejects: Partial<Record<RejectCode, number>> = {};
  for (const { code } of found) rejects[code] = (rejects[code] ?? 0) + 1;
  return {
    lines: valid + anonymous + ignored + found.length,
    events,
    attributes: activities - events,
    anonymous,
    ignored,
    ...(ignoredTypes.length === 0 ? {} : { ignoredTypes }),
    rejects,
    firstReject: firstOf(found),
  };
}
