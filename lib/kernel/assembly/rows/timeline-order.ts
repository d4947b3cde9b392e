// Records → the activities of one user after the other, in the order of their times and, of equal times, of the source, without
// copies of events.

import { ENTRY_BYTES, ENTRY_RECORD } from '../../layout/fold';
import { ITEM_BYTES } from '../../layout/item';
import { itemAddress, itemPrefix, putItem, sort } from '../sort';
import { keepFirsts } from './copies';
import { recordTime } from './timeline-record';
import { eventsEndOf, eventsOf, firstUser, groupPieces, lastUserEnd } from './user-table';

/** The item of the user at hand. */
let user: usize = 0;
/** Whether the user's activities are collected: those from `item` to `itemsEnd` are still to come. */
let collected: bool = false;
let item: usize = 0;
let itemsEnd: usize = 0;

/**
 * Begins with `count` pieces (see ../../layout/fold.ts) of at most `records` records in all. False if the workspace is too small for
 * what ordering them takes.
 */
export function openTimelines(pieces: usize, count: u32, records: u32, workspace: usize, end: usize): bool {
  if (!groupPieces(pieces, count, records, workspace, end)) return false;
  user = firstUser;
  collected = false;
  return lastUserEnd + 16 + records * ITEM_BYTES <= end;
}

function addressPrecedes(a: usize, b: usize): bool {
  return itemAddress(a) < itemAddress(b);
}

/** Collects the activities of the current user in their order. */
function collect(): void {
  const entry = itemAddress(user);
  const items = (lastUserEnd + 15) & ~15;
  let inOrder = true;
  let last: u64 = 0;
  itemsEnd = items;
  const listEnd = eventsEndOf(entry);
  for (let each = eventsOf(entry); each < listEnd; each += ENTRY_BYTES) {
    const record = <usize>load<u32>(each, ENTRY_RECORD);
    const time = recordTime(record);
    if (time < last) inOrder = false;
    last = time;
    putItem(itemsEnd, time, record);
    itemsEnd += ITEM_BYTES;
  }
  // Records that come later in the source have greater addresses.
  if (!inOrder) sort(items, <u32>(itemsEnd - items) / ITEM_BYTES, addressPrecedes);
  let kept = items;
  for (let first = items; first < itemsEnd; ) {
    const time = itemPrefix(first);
    let next = first + ITEM_BYTES;
    while (next < itemsEnd && itemPrefix(next) == time) next += ITEM_BYTES;
    kept = keepFirsts(first, next, kept);
    first = next;
  }
  item = items;
  itemsEnd = kept;
  collected = true;
}

/** The record of the activity at hand; 0 behind the last one. */
export function currentActivity(): usize {
  for (; user < lastUserEnd; user += ITEM_BYTES) {
    if (!collected) collect();
    if (item < itemsEnd) return itemAddress(item);
    collected = false;
  }
  return 0;
}

/** Its time, as recordTime gives it. */
export function currentTime(): u64 {
  return itemPrefix(item);
}

/** The entry of its user in the table of users. */
export function currentUser(): usize {
  return itemAddress(user);
}

export function passActivity(): void {
  item += ITEM_BYTES;
}
