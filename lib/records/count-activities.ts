import { RECORD_SHAPE, RECORD_WORDS, SHAPE_EVENT } from '../kernel/columns.js';
import type { ActivityBatch } from './activity-batch.js';
import { type Counters, firstOf } from './counters.js';
import type { RejectCode } from './reject.js';

/** What a validated batch holds and what validate left out of it. */
export function countActivities({ records, verdict }: ActivityBatch): Counters {
  let events = 0;
  for (let word = RECORD_SHAPE; word < records.length; word += RECORD_WORDS) {
    if ((records[word]! & SHAPE_EVENT) !== 0) events++;
  }
  const valid = records.length / RECORD_WORDS;
  const rejects: Partial<Record<RejectCode, number>> = {};
  for (const { code } of verdict?.rejects ?? []) rejects[code] = (rejects[code] ?? 0) + 1;
  const anonymous = verdict?.anonymous ?? 0;
  const lines = valid + anonymous + (verdict?.rejects.length ?? 0);
  const firstReject = firstOf(verdict?.rejects ?? []);
  return { lines, events, attributes: valid - events, anonymous, rejects, firstReject };
}
