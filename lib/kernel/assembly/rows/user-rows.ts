// Collects the rows of one user and one section from the user's records.

import { ENTRY_BYTES, ENTRY_RECORD, ENTRY_ROW } from '../../layout/fold';
import {
  KIND_UUID,
  LONG_CLEARED,
  LONG_LENGTH_BYTES,
  LONG_PAIR_BYTES,
  LONG_PAIR_SECOND,
  SHORT_CLEARED,
  SHORT_LENGTH_BYTES,
  SHORT_PAIR_BYTES,
  SHORT_PAIR_SECOND,
} from '../../layout/record';
import { beginRows, finishRows, takeAttribute, takeId } from './collect-rows';
import {
  firstLength,
  isLong,
  pairBytes,
  readTime,
  recordBody,
  recordKind,
  secondLength,
  timeBytes,
} from './record';
import { attributesOf, eventsEndOf, eventsOf } from './user-table';

/** The number of the row being taken. */
let number: u32 = 0;

/** Collects the attributes of a user (see user-table.ts). False if they do not fit into the workspace. */
export function collectAttributes(user: usize, workspace: usize, end: usize): bool {
  if (!beginRows(workspace, end)) return false;
  const last = eventsOf(user);
  for (let entry = attributesOf(user); entry < last; entry += ENTRY_BYTES) {
    const record = <usize>load<u32>(entry, ENTRY_RECORD);
    number = load<u32>(entry, ENTRY_ROW);
    if (!(isLong(record) ? takeLongEntries(record) : takeShortEntries(record))) return false;
  }
  return finishRows(false);
}

/** Collects the ids of a user's events. False if they do not fit into the workspace. */
export function collectEvents(user: usize, workspace: usize, end: usize): bool {
  if (!beginRows(workspace, end)) return false;
  const last = eventsEndOf(user);
  for (let entry = eventsOf(user); entry < last; entry += ENTRY_BYTES) {
    const record = <usize>load<u32>(entry, ENTRY_RECORD);
    number = load<u32>(entry, ENTRY_ROW);
    if (!takeEvent(record)) return false;
  }
  return finishRows(true);
}

function takeShortEntries(record: usize): bool {
  let at = recordBody(record);
  const entries = <u32>load<u8>(at);
  const kind = recordKind(record);
  const time = readTime(at + SHORT_LENGTH_BYTES, kind);
  at += SHORT_LENGTH_BYTES + timeBytes(kind);
  let text = at + SHORT_PAIR_BYTES * entries;
  for (let entry: u32 = 0; entry < entries; entry++, at += SHORT_PAIR_BYTES) {
    const nameLength = <u32>load<u8>(at);
    const length = <u32>load<u8>(at, SHORT_PAIR_SECOND);
    const value = text + nameLength;
    if (
      !takeAttribute(text, nameLength, value, length == SHORT_CLEARED ? LONG_CLEARED : length, time, number)
    )
      return false;
    text = length == SHORT_CLEARED ? value : value + length;
    number++;
  }
  return true;
}

function takeLongEntries(record: usize): bool {
  let at = recordBody(record);
  const entries = load<u32>(at);
  const kind = recordKind(record);
  const time = readTime(at + LONG_LENGTH_BYTES, kind);
  at += LONG_LENGTH_BYTES + timeBytes(kind);
  let text = at + LONG_PAIR_BYTES * entries;
  for (let entry: u32 = 0; entry < entries; entry++, at += LONG_PAIR_BYTES) {
    const nameLength = load<u32>(at);
    const length = load<u32>(at, LONG_PAIR_SECOND);
    const value = text + nameLength;
    if (!takeAttribute(text, nameLength, value, length, time, number)) return false;
    text = length == LONG_CLEARED ? value : value + length;
    number++;
  }
  return true;
}

function takeEvent(record: usize): bool {
  const long = isLong(record);
  const body = recordBody(record);
  const nameLength = firstLength(body, long);
  const idLength = secondLength(body, long);
  const name = body + pairBytes(long);
  const isUuid: u32 = (recordKind(record) & KIND_UUID) != 0 ? 1 : 0;
  return takeId(name, nameLength, isUuid, name + nameLength, idLength, record, number);
}
