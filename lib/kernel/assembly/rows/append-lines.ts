// Columns of a batch → records of timelines: each activity as its whole line, placed into the partition of its user.

import {
  RECORD_ID_LENGTH,
  RECORD_ID_OFFSET,
  RECORD_LINE_LENGTH,
  RECORD_LINE_OFFSET,
  RECORD_NAME_LENGTH,
  RECORD_NAME_OFFSET,
  RECORD_SHAPE,
  RECORD_USER_LENGTH,
  RECORD_USER_OFFSET,
  RECORD_WORDS,
  SHAPE_EVENT,
  SHAPE_SAME_LINE,
} from '../../layout/columns';
import { KIND_EVENT, KIND_MAPPED, KIND_TIMELINE, MAX_SHORT_SIZE, SHORT_LIMIT } from '../../layout/record';
import {
  NUMBER_ID_LENGTH,
  NUMBER_ID_OFFSET,
  NUMBER_LINE_LENGTH,
  NUMBER_NAME_LENGTH,
  NUMBER_NAME_OFFSET,
  TIMELINE_NUMBERS,
} from '../../layout/timeline';
import { copyLoosely } from '../bytes';
import { placeRecord } from './partitions';
import { headBytes, writeHead } from './record';
import { partitionOf } from './splitters';
import { numbersBytes, timeKey, writeNumber, writeTime } from './timeline-record';

function word(words: usize, index: u32): u32 {
  return load<u32>(words + (index << 2));
}

let line: u32 = 0;
let lineLength: u32 = 0;
/** Bytes of the texts that are not in the line. */
let outside: u32 = 0;

/** The offset of a text from the line: where it is in it, or else behind it, among those that are copied there. */
function placeOf(offset: u32, length: u32): u32 {
  if (offset >= line && offset + length <= line + lineLength) return offset - line;
  outside += length;
  return lineLength + outside - length;
}

function appendLine(bytes: usize, record: usize, time: f64, kind: u32): void {
  const user = bytes + word(record, RECORD_USER_OFFSET);
  const userLength = word(record, RECORD_USER_LENGTH);
  const isEvent = (word(record, RECORD_SHAPE) & SHAPE_EVENT) != 0;
  const nameLength: u32 = isEvent ? word(record, RECORD_NAME_LENGTH) : 0;
  const idLength: u32 = isEvent ? word(record, RECORD_ID_LENGTH) : 0;
  line = word(record, RECORD_LINE_OFFSET);
  lineLength = word(record, RECORD_LINE_LENGTH);
  outside = 0;
  const name: u32 = isEvent ? placeOf(word(record, RECORD_NAME_OFFSET), nameLength) : 0;
  const id: u32 = isEvent ? placeOf(word(record, RECORD_ID_OFFSET), idLength) : 0;
  const shortSize =
    headBytes(false, userLength) + TIMELINE_NUMBERS + numbersBytes(false) + lineLength + outside;
  const long = userLength >= <u32>SHORT_LIMIT || shortSize > <u32>MAX_SHORT_SIZE;
  const size = long
    ? headBytes(true, userLength) + TIMELINE_NUMBERS + numbersBytes(true) + lineLength + outside
    : shortSize;
  let at = writeHead(placeRecord(partitionOf(user, userLength), size, 1), long, kind, size, userLength);
  copyLoosely(at, user, userLength);
  at += userLength;
  writeTime(at, timeKey(time));
  writeNumber(at, long, NUMBER_LINE_LENGTH, lineLength);
  writeNumber(at, long, NUMBER_NAME_OFFSET, name);
  writeNumber(at, long, NUMBER_NAME_LENGTH, nameLength);
  writeNumber(at, long, NUMBER_ID_OFFSET, id);
  writeNumber(at, long, NUMBER_ID_LENGTH, idLength);
  at += TIMELINE_NUMBERS + numbersBytes(long);
  copyLoosely(at, bytes + line, lineLength);
  if (outside == 0) return;
  if (name >= lineLength) copyLoosely(at + name, bytes + word(record, RECORD_NAME_OFFSET), nameLength);
  if (id >= lineLength) copyLoosely(at + id, bytes + word(record, RECORD_ID_OFFSET), idLength);
}

/** Places a batch of valid records, each line once: one that is both an event and attributes is one activity. */
export function absorbLines(bytes: usize, records: usize, count: u32, timestamps: usize, mapped: bool): void {
  const kind: u32 = KIND_EVENT | KIND_TIMELINE | (mapped ? KIND_MAPPED : 0);
  for (let index: u32 = 0; index < count; index++) {
    const record = records + index * RECORD_WORDS * 4;
    if (word(record, RECORD_SHAPE) & SHAPE_SAME_LINE) continue;
    appendLine(bytes, record, load<f64>(timestamps + (index << 3)), kind);
  }
}
