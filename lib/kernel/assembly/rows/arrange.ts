// Records of kept work: by user, in blocks of whole records, and only those of some users.

import { ENTRY_BYTES, ENTRY_RECORD } from '../../layout/fold';
import { ITEM_BYTES } from '../../layout/item';
import { itemAddress } from '../sort';
import { compareUsers, userPrefix } from '../user-order';
import { recordRows, recordSize, recordUser, recordUserLength } from './record';
import {
  attributesOf,
  eventsEndOf,
  eventsOf,
  firstUser,
  groupRecords,
  isGroupedUser,
  lastUserEnd,
  openGroups,
  sortUsers,
} from './user-table';

/** Rows of the block that `blockEnd` has found. */
let rows: u32 = 0;
let records: u32 = 0;

/**
 * Copies records to `to`, by user, those of a user in the order in which they are. Returns the end of the copies; 0 if the
 * workspace is too small to group them.
 */
export function arrangeByUser(
  from: usize,
  end: usize,
  count: u32,
  to: usize,
  workspace: usize,
  limit: usize,
): usize {
  if (!beginUsers(count, workspace, limit) || groupRecords(from, end) != end) return 0;
  sortUsers();
  for (let item = firstUser; item < lastUserEnd; item += ITEM_BYTES) to = copyUser(itemAddress(item), to);
  return to;
}

/** Copies the records of a user in the order in which they are, which is that of their addresses. */
function copyUser(user: usize, to: usize): usize {
  let attributes = attributesOf(user);
  let event = eventsOf(user);
  const attributesEnd = event;
  const end = eventsEndOf(user);
  while (attributes < attributesEnd || event < end) {
    const isEvent =
      attributes == attributesEnd ||
      (event < end && load<u32>(event, ENTRY_RECORD) < load<u32>(attributes, ENTRY_RECORD));
    const record = <usize>load<u32>(isEvent ? event : attributes, ENTRY_RECORD);
    const size = recordSize(record);
    memory.copy(to, record, size);
    to += size;
    if (isEvent) event += ENTRY_BYTES;
    else attributes += ENTRY_BYTES;
  }
  return to;
}

/** The end of as many records from `from` on as take at most `most` bytes, one at least. */
export function blockEnd(from: usize, end: usize, most: u32): usize {
  let at = from;
  rows = 0;
  records = 0;
  while (at < end && (at == from || at + recordSize(at) <= from + most)) {
    rows += recordRows(at);
    records++;
    at += recordSize(at);
  }
  return at;
}

export function blockRows(): u32 {
  return rows;
}

export function blockRecords(): u32 {
  return records;
}

/** The first record, of those that are by user, whose user does not come before one; `end` if all do. */
export function endOfUsersBefore(from: usize, end: usize, before: usize, length: u32): usize {
  const bound = userPrefix(before, length);
  while (from < end) {
    const user = recordUser(from);
    const userLength = recordUserLength(from);
    const first = userPrefix(user, userLength);
    if (first > bound) return from;
    if (first == bound && compareUsers(user, userLength, before, length) >= 0) return from;
    from += recordSize(from);
  }
  return from;
}

/** Where the user of a record is, and its length. */
export function userOfRecord(record: usize): usize {
  return recordUser(record);
}

export function userLengthOfRecord(record: usize): u32 {
  return recordUserLength(record);
}

/** Begins a list of users, those of `count` records at most. False if the workspace is too small. */
export function beginUsers(count: u32, workspace: usize, limit: usize): bool {
  return openGroups(workspace, limit, count);
}

/** Adds the users of these records to the list. False if there is no room for all. */
export function listUsers(from: usize, end: usize): bool {
  return groupRecords(from, end) == end;
}

/** Drops, in place, the records of users that are not in the list, or of those that are. Returns the end of those left. */
export function keepListed(from: usize, end: usize, listed: bool): usize {
  let to = from;
  while (from < end) {
    const size = recordSize(from);
    if (isGroupedUser(recordUser(from), recordUserLength(from)) == listed) {
      if (to != from) memory.copy(to, from, size);
      to += size;
    }
    from += size;
  }
  return to;
}
