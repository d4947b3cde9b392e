// Copies of an event: activities of one user and one time that have the same name and id. Only the first of them counts.
// Items (see ../../layout/item.ts) stand for records here.

import { ITEM_BYTES } from '../../layout/item';
import { compareBytes, equalBytes } from '../bytes';
import { itemAddress, itemPrefix, putItem, sort, sortByPrefix } from '../sort';
import { compareIds } from './compare-rows';
import { recordSize } from './record';
import { hasUuid, recordId, recordIdLength, recordName, recordNameLength } from './timeline-record';
import { hashOf } from './user-table';

/** Up to this number, each is compared with those before it. */
const FEW: u32 = 24;

function isCopy(one: usize, other: usize): bool {
  const nameLength = recordNameLength(one);
  if (nameLength == 0 || recordNameLength(other) != nameLength) return false;
  const idLength = recordIdLength(one);
  return (
    recordIdLength(other) == idLength &&
    hasUuid(one) == hasUuid(other) &&
    equalBytes(recordId(one), recordId(other), idLength) &&
    equalBytes(recordName(one), recordName(other), nameLength)
  );
}

/** Orders by name and id, and then as in the source. */
function eventPrecedes(a: usize, b: usize): bool {
  const one = itemAddress(a);
  const other = itemAddress(b);
  const names = compareBytes(
    recordName(one),
    recordNameLength(one),
    recordName(other),
    recordNameLength(other),
  );
  if (names != 0) return names < 0;
  const ids = compareIds(
    u32(hasUuid(one)),
    recordId(one),
    recordIdLength(one),
    u32(hasUuid(other)),
    recordId(other),
    recordIdLength(other),
  );
  return ids == 0 ? one < other : ids < 0;
}

/** What is no event is no copy of anything, so any number will do that scatters such records. */
function hashOfEvent(record: usize): u64 {
  const nameLength = recordNameLength(record);
  if (nameLength == 0) return <u64>record;
  const name = <u64>hashOf(recordName(record), nameLength);
  return (name << 32) | <u64>hashOf(recordId(record), recordIdLength(record));
}

/**
 * Keeps, of the items from `first` to `end`, which have one prefix and are in source order, those that are no copies: moves them to
 * `kept`, which is at most `first`. Returns the end of what is kept.
 */
export function keepFirsts(first: usize, end: usize, kept: usize): usize {
  const count = <u32>(end - first) / ITEM_BYTES;
  if (count > FEW) return keepFirstsOfMany(first, count, kept);
  const start = kept;
  const prefix = itemPrefix(first);
  for (let item = first; item < end; item += ITEM_BYTES) {
    const record = itemAddress(item);
    let known = start;
    while (known < kept && !isCopy(itemAddress(known), record)) known += ITEM_BYTES;
    if (known < kept) continue;
    putItem(kept, prefix, record);
    kept += ITEM_BYTES;
  }
  return kept;
}

function keepFirstsOfMany(first: usize, count: u32, kept: usize): usize {
  const end = first + count * ITEM_BYTES;
  const start = kept;
  const prefix = itemPrefix(first);
  for (let item = first; item < end; item += ITEM_BYTES) {
    const record = itemAddress(item);
    putItem(item, hashOfEvent(record), record);
  }
  sort(first, count, eventPrecedes);
  let last: usize = 0;
  for (let item = first; item < end; item += ITEM_BYTES) {
    const record = itemAddress(item);
    if (last != 0 && isCopy(last, record)) continue;
    putItem(kept, <u64>record, record);
    kept += ITEM_BYTES;
    last = record;
  }
  // Back to source order, which is that of the addresses.
  sortByPrefix(start, <u32>(kept - start) / ITEM_BYTES);
  for (let item = start; item < kept; item += ITEM_BYTES) putItem(item, prefix, itemAddress(item));
  return kept;
}

/**
 * Drops, in place, the copies among records of one user and one time from `from` to `end`. Returns the end of the records that are
 * left. The workspace must hold an item for each record.
 */
export function dropCopies(from: usize, end: usize, workspace: usize): usize {
  const items = (workspace + 15) & ~15;
  let itemsEnd = items;
  for (let record = from; record < end; record += recordSize(record)) {
    putItem(itemsEnd, 0, record);
    itemsEnd += ITEM_BYTES;
  }
  if (items == itemsEnd) return from;
  itemsEnd = keepFirsts(items, itemsEnd, items);
  let to = from;
  for (let item = items; item < itemsEnd; item += ITEM_BYTES) {
    const record = itemAddress(item);
    const size = recordSize(record);
    if (to != record) memory.copy(to, record, size);
    to += size;
  }
  return to;
}
