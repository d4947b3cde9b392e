// The facts of timelines' activities, in order, as tables (see ../../layout/timeline.ts) from which an activity is made when it is
// asked for. Equal names are noticed, so that each is decoded once.

import { USER_LENGTH, USER_TEXT } from '../../layout/fold';
import {
  FACTS_BYTES,
  FACTS_ID,
  FACTS_ID_LENGTH,
  FACTS_NAME,
  FACTS_NAME_LENGTH,
  FACTS_NAMED_LIKE,
  FACTS_TIME,
  FACTS_USER,
  FACTS_USER_BYTES,
  FACTS_USER_FIRST,
  FACTS_USER_LENGTH,
  FACTS_WITH_IDS,
  FACTS_WITH_NAMES,
} from '../../layout/timeline';
import { equalBytes } from '../bytes';
import { UUID_TEXT_BYTES, writeUuid } from '../uuid';
import { currentActivity, currentTime, currentUser, passActivity } from './timeline-order';
import {
  hasUuid,
  recordId,
  recordIdLength,
  recordName,
  recordNameLength,
  timeOfKey,
} from './timeline-record';
import { hashOf } from './user-table';

/** For each of these hashes the activity (u32) that has had a name with it last. The table may hold anything before. */
const NAMES: u32 = 1024;
const names: usize = memory.data(NAMES * 4, 16);

let users: u32 = 0;

/** Users of the activities that were written last. */
export function usersOfFacts(): u32 {
  return users;
}

/**
 * Writes the next activities, at most `most`, to `table`, and their users to `userTable`. Which facts are wanted, FACTS_WITH_ says; ids
 * that are UUIDs go as texts to the output, which ends at `limit`. Returns the number of activities; 0 if there are no more.
 */
export function nextFacts(
  table: usize,
  userTable: usize,
  most: u32,
  wanted: u32,
  output: usize,
  limit: usize,
): u32 {
  let count: u32 = 0;
  let user: usize = 0;
  users = 0;
  for (let record = currentActivity(); record != 0 && count < most; record = currentActivity()) {
    const facts = table + count * FACTS_BYTES;
    let id = recordId(record);
    let idLength = recordIdLength(record);
    if ((wanted & FACTS_WITH_IDS) != 0 && hasUuid(record)) {
      if (output + UUID_TEXT_BYTES > limit) break;
      writeUuid(output, id);
      id = output;
      idLength = UUID_TEXT_BYTES;
      output += UUID_TEXT_BYTES;
    }
    store<u32>(facts, <u32>id, FACTS_ID);
    store<u32>(facts, idLength, FACTS_ID_LENGTH);
    store<f64>(facts, timeOfKey(currentTime()), FACTS_TIME);
    store<u32>(facts, recordNameLength(record), FACTS_NAME_LENGTH);
    if ((wanted & FACTS_WITH_NAMES) != 0) writeName(table, count, record);
    if (currentUser() != user) {
      user = currentUser();
      writeUser(userTable + users * FACTS_USER_BYTES, user, count);
      users++;
    }
    passActivity();
    count++;
  }
  return count;
}

function writeName(table: usize, index: u32, record: usize): void {
  const name = recordName(record);
  const length = recordNameLength(record);
  const facts = table + index * FACTS_BYTES;
  store<u32>(facts, <u32>name, FACTS_NAME);
  const known = names + ((hashOf(name, length) & (NAMES - 1)) << 2);
  const like = load<u32>(known);
  if (like < index && hasName(table + like * FACTS_BYTES, name, length)) {
    store<u32>(facts, load<u32>(table + like * FACTS_BYTES, FACTS_NAMED_LIKE), FACTS_NAMED_LIKE);
    return;
  }
  store<u32>(known, index);
  store<u32>(facts, index, FACTS_NAMED_LIKE);
}

function hasName(facts: usize, name: usize, length: u32): bool {
  return (
    load<u32>(facts, FACTS_NAME_LENGTH) == length && equalBytes(load<u32>(facts, FACTS_NAME), name, length)
  );
}

function writeUser(to: usize, user: usize, first: u32): void {
  store<u32>(to, load<u32>(user, USER_TEXT), FACTS_USER);
  store<u32>(to, load<u32>(user, USER_LENGTH), FACTS_USER_LENGTH);
  store<u32>(to, first, FACTS_USER_FIRST);
}
