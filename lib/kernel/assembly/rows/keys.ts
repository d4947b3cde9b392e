// Whole keys of rows (user, section, name, id), see ../../layout/fold.ts. Rows are distributed by them where no partition of
// users can hold them: because one user has too many.

import {
  KEY_ID,
  KEY_ID_LENGTH,
  KEY_NAME,
  KEY_NAME_LENGTH,
  KEY_NAME_PREFIX,
  KEY_SECTION,
  KEY_USER,
  KEY_USER_LENGTH,
  KEY_USER_PREFIX,
  SECTION_ALONE,
  SECTION_ATTRIBUTE,
  SECTION_EVENT,
} from '../../layout/fold';
import { KIND_TIMELINE, KIND_UUID } from '../../layout/record';
import { compareBehindPrefix } from '../bytes';
import { compareUsers, userPrefix } from '../user-order';
import { compareIds } from './compare-rows';
import {
  entryTextBytes,
  firstLength,
  isEvent,
  isLong,
  lengthBytes,
  pairBytes,
  recordBody,
  recordEntries,
  recordKind,
  recordUser,
  recordUserLength,
  secondLength,
  timeBytes,
} from './record';
import { setId, setName } from './set-key';
import { readTimelineKey } from './timeline-keys';

/** Bytes of a key's id. The length is stored doubled: its lowest bit tells UUIDs from texts. */
export function keyIdLength(key: usize): u32 {
  return load<u32>(key, KEY_ID_LENGTH) >> 1;
}

/** Reads into `key` the user of a record. */
export function readUser(key: usize, record: usize): void {
  const user = recordUser(record);
  const length = recordUserLength(record);
  store<u64>(key, userPrefix(user, length), KEY_USER_PREFIX);
  store<u32>(key, <u32>user, KEY_USER);
  store<u32>(key, length, KEY_USER_LENGTH);
}

/** Reads into `key` everything but the user of an event, or of attributes without entries. */
export function readWhole(key: usize, record: usize): void {
  if ((recordKind(record) & KIND_TIMELINE) != 0) {
    readTimelineKey(key, record);
    return;
  }
  if (!isEvent(record)) {
    setName(key, SECTION_ALONE, 0, 0);
    return;
  }
  const long = isLong(record);
  const body = recordBody(record);
  const nameLength = firstLength(body, long);
  const idLength = secondLength(body, long);
  const name = body + pairBytes(long);
  setName(key, SECTION_EVENT, name, nameLength);
  setId(key, name + nameLength, idLength, (recordKind(record) & KIND_UUID) != 0);
}

/** Reads into `key` everything but the user of one row of attributes with entries. */
export function readEntryName(key: usize, record: usize, row: u32): void {
  const long = isLong(record);
  const body = recordBody(record);
  let pair = body + lengthBytes(long) + timeBytes(recordKind(record));
  let text = pair + recordEntries(record) * pairBytes(long);
  for (let entry: u32 = 0; entry < row; entry++) {
    text += entryTextBytes(pair, long);
    pair += pairBytes(long);
  }
  setName(key, SECTION_ATTRIBUTE, text, firstLength(pair, long));
}

export function compareKeys(a: usize, b: usize): i32 {
  const aUser = load<u64>(a, KEY_USER_PREFIX);
  const bUser = load<u64>(b, KEY_USER_PREFIX);
  if (aUser != bUser) return aUser < bUser ? -1 : 1;
  const users = compareUsers(
    load<u32>(a, KEY_USER),
    load<u32>(a, KEY_USER_LENGTH),
    load<u32>(b, KEY_USER),
    load<u32>(b, KEY_USER_LENGTH),
  );
  if (users != 0) return users;
  const section = load<u32>(a, KEY_SECTION);
  const other = load<u32>(b, KEY_SECTION);
  if (section != other) return section < other ? -1 : 1;
  const aName = load<u64>(a, KEY_NAME_PREFIX);
  const bName = load<u64>(b, KEY_NAME_PREFIX);
  if (aName != bName) return aName < bName ? -1 : 1;
  const names = compareBehindPrefix(
    load<u32>(a, KEY_NAME),
    load<u32>(a, KEY_NAME_LENGTH),
    load<u32>(b, KEY_NAME),
    load<u32>(b, KEY_NAME_LENGTH),
  );
  if (names != 0 || section != SECTION_EVENT) return names;
  return compareIds(
    load<u32>(a, KEY_ID_LENGTH) & 1,
    load<u32>(a, KEY_ID),
    keyIdLength(a),
    load<u32>(b, KEY_ID_LENGTH) & 1,
    load<u32>(b, KEY_ID),
    keyIdLength(b),
  );
}
