// The lines of timelines, in order: they go out as the elements of a JSON array, with a table of what they do not say
// plainly (see ../../layout/timeline.ts), as many at a time as an output takes.

import { USER_LENGTH, USER_TEXT } from '../../layout/fold';
import { KIND_MAPPED } from '../../layout/record';
import {
  ACTIVITY_BYTES,
  ACTIVITY_DATA,
  ACTIVITY_DATA_LENGTH,
  ACTIVITY_ID,
  ACTIVITY_ID_LENGTH,
  ACTIVITY_KIND,
  ACTIVITY_NAME,
  ACTIVITY_NAME_LENGTH,
  ACTIVITY_TIME,
  ACTIVITY_USER,
  ACTIVITY_USER_LENGTH,
} from '../../layout/timeline';
import { copyBytes, copyLoosely } from '../bytes';
import { dataLength, dataStart, findData } from './data-span';
import { recordKind } from './record';
import { currentActivity, currentTime, currentUser, passActivity } from './timeline-order';
import {
  recordId,
  recordIdLength,
  recordLine,
  recordLineLength,
  recordName,
  recordNameLength,
  timeOfKey,
} from './timeline-record';

const OPEN_BRACKET: u8 = 0x5b;
const COMMA: u8 = 0x2c;
const CLOSE_BRACKET: u8 = 0x5d;
const ZERO: u8 = 0x30;

/** The end of the array that `nextActivities` wrote last, and where the texts of `data` begin, which end where the output ends. */
let arrayEnd: usize = 0;
let textsStart: usize = 0;

/** Bytes past the end of a line that copying it may write. */
const PAST_END: usize = 16;

export function activitiesEnd(): usize {
  return arrayEnd;
}

export function activityTexts(): usize {
  return textsStart;
}

/**
 * Writes the next activities, at most `most`: their lines from the beginning of the output, and the texts of `data`, which are 0
 * in the lines of plain activities, from its end. Returns their number; 0 if there are no more. The output must hold the longest
 * record.
 */
export function nextActivities(output: usize, limit: usize, table: usize, most: u32): u32 {
  let to = output;
  let count: u32 = 0;
  textsStart = limit;
  store<u8>(to++, OPEN_BRACKET);
  for (let record = currentActivity(); record != 0; record = currentActivity()) {
    const length = recordLineLength(record);
    if (count == most || (count > 0 && to + length + 3 + PAST_END > textsStart)) break;
    if (count > 0) store<u8>(to++, COMMA);
    const activity = table + count * ACTIVITY_BYTES;
    to = writeLine(to, record, length, activity);
    writeActivity(activity, currentUser(), record, currentTime());
    passActivity();
    count++;
  }
  store<u8>(to, CLOSE_BRACKET);
  arrayEnd = to + 1;
  return count;
}

/** Writes a line, and moves its `data` among the texts. Returns the address after it. */
function writeLine(to: usize, record: usize, length: u32, activity: usize): usize {
  const line = recordLine(record);
  if ((recordKind(record) & KIND_MAPPED) != 0 || !findData(line)) {
    store<u32>(activity, 0, ACTIVITY_DATA_LENGTH);
    copyLoosely(to, line, length);
    return to + length;
  }
  const before = <u32>(dataStart - line);
  const behind = length - before - dataLength;
  textsStart -= dataLength;
  memory.copy(textsStart, dataStart, dataLength);
  store<u32>(activity, <u32>textsStart, ACTIVITY_DATA);
  store<u32>(activity, dataLength, ACTIVITY_DATA_LENGTH);
  copyBytes(to, line, before);
  store<u8>(to + before, ZERO);
  copyBytes(to + before + 1, dataStart + dataLength, behind);
  return to + before + 1 + behind;
}

function writeActivity(to: usize, entry: usize, record: usize, time: u64): void {
  store<f64>(to, timeOfKey(time), ACTIVITY_TIME);
  store<u32>(to, load<u32>(entry, USER_TEXT), ACTIVITY_USER);
  store<u32>(to, load<u32>(entry, USER_LENGTH), ACTIVITY_USER_LENGTH);
  store<u32>(to, <u32>recordName(record), ACTIVITY_NAME);
  store<u32>(to, recordNameLength(record), ACTIVITY_NAME_LENGTH);
  store<u32>(to, <u32>recordId(record), ACTIVITY_ID);
  store<u32>(to, recordIdLength(record), ACTIVITY_ID_LENGTH);
  store<u32>(to, recordKind(record), ACTIVITY_KIND);
}
