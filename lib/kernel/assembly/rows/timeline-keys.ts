// The keys by which records of timelines are distributed (see keys.ts) where a partition of users does not fit: user and time,
// or, where all of them have one user and one time, name and id.

import { SECTION_ATTRIBUTE, SECTION_EVENT } from '../../layout/fold';
import { KEYS_BY_EVENT, KEYS_BY_TIME, TIMELINE_TIME, TIMELINE_TIME_BYTES } from '../../layout/timeline';
import { recordBody } from './record';
import { setId, setName } from './set-key';
import { hasUuid, recordId, recordIdLength, recordName, recordNameLength } from './timeline-record';

let by: u32 = KEYS_BY_TIME;

/** KEYS_BY_TIME or KEYS_BY_EVENT. */
export function keyTimelinesBy(what: u32): void {
  by = what;
}

/** Reads into `key` everything but the user. What is no event has one key by event, and needs none: it has no copies. */
export function readTimelineKey(key: usize, record: usize): void {
  if (by == <u32>KEYS_BY_EVENT) {
    const nameLength = recordNameLength(record);
    setName(key, nameLength == 0 ? SECTION_ATTRIBUTE : SECTION_EVENT, recordName(record), nameLength);
    if (nameLength > 0) setId(key, recordId(record), recordIdLength(record), hasUuid(record));
  } else {
    // As bytes they ascend as times do.
    setName(key, SECTION_EVENT, recordBody(record) + TIMELINE_TIME, TIMELINE_TIME_BYTES);
  }
}
