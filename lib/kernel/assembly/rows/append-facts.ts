// Columns of a batch → records of timelines that hold no more than the facts of each activity: its user, time, name and id.

import {
  RECORD_ID_LENGTH,
  RECORD_ID_OFFSET,
  RECORD_NAME_LENGTH,
  RECORD_NAME_OFFSET,
  RECORD_SHAPE,
  RECORD_USER_LENGTH,
  RECORD_USER_OFFSET,
  RECORD_WORDS,
  SHAPE_EVENT,
  SHAPE_SAME_LINE,
} from '../../layout/columns';
import {
  KIND_EVENT,
  KIND_FACTS,
  KIND_TIMELINE,
  KIND_UUID,
  MAX_SHORT_SIZE,
  SHORT_LIMIT,
  UUID_BYTES,
} from '../../layout/record';
import { TIMELINE_TIME_BYTES } from '../../layout/timeline';
import { copyLoosely } from '../bytes';
import { parseUuid, UUID_TEXT_BYTES } from '../uuid';
import { placeRecord } from './partitions';
import { headBytes, pairBytes, writeHead, writeLength } from './record';
import { partitionOf } from './splitters';
import { timeKey, writeTime } from './timeline-record';

const uuid: usize = memory.data(16, 16);

function word(words: usize, index: u32): u32 {
  return load<u32>(words + (index << 2));
}

function appendFacts(bytes: usize, record: usize, time: f64): void {
  const user = bytes + word(record, RECORD_USER_OFFSET);
  const userLength = word(record, RECORD_USER_LENGTH);
  const isEvent = (word(record, RECORD_SHAPE) & SHAPE_EVENT) != 0;
  const nameLength: u32 = isEvent ? word(record, RECORD_NAME_LENGTH) : 0;
  let id = bytes + word(record, RECORD_ID_OFFSET);
  let idLength: u32 = isEvent ? word(record, RECORD_ID_LENGTH) : 0;
  let kind: u32 = KIND_EVENT | KIND_TIMELINE | KIND_FACTS;
  if (idLength == UUID_TEXT_BYTES && parseUuid(id, uuid)) {
    kind |= KIND_UUID;
    id = uuid;
    idLength = UUID_BYTES;
  }
  const texts = nameLength + idLength;
  const shortSize = headBytes(false, userLength) + TIMELINE_TIME_BYTES + pairBytes(false) + texts;
  const long =
    max(userLength, max(nameLength, idLength)) >= <u32>SHORT_LIMIT || shortSize > <u32>MAX_SHORT_SIZE;
  const size = long ? headBytes(true, userLength) + TIMELINE_TIME_BYTES + pairBytes(true) + texts : shortSize;
  let at = writeHead(placeRecord(partitionOf(user, userLength), size, 1), long, kind, size, userLength);
  copyLoosely(at, user, userLength);
  at += userLength;
  writeTime(at, timeKey(time));
  at = writeLength(at + TIMELINE_TIME_BYTES, long, nameLength);
  at = writeLength(at, long, idLength);
  if (nameLength == 0) return;
  copyLoosely(at, bytes + word(record, RECORD_NAME_OFFSET), nameLength);
  copyLoosely(at + nameLength, id, idLength);
}

/** Places a batch of valid records, each line once: one that is both an event and attributes is one activity. */
export function absorbFacts(bytes: usize, records: usize, count: u32, timestamps: usize): void {
  for (let index: u32 = 0; index < count; index++) {
    const record = records + index * RECORD_WORDS * 4;
    if (word(record, RECORD_SHAPE) & SHAPE_SAME_LINE) continue;
    appendFacts(bytes, record, load<f64>(timestamps + (index << 3)));
  }
}
