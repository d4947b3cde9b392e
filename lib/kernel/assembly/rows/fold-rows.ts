// Folds rows of one user that are sorted once they are complete: of an attribute the latest value remains, of equal ids one.

import {
  ROW_IS_UUID,
  ROW_NAME,
  ROW_NAME_LENGTH,
  ROW_NUMBER,
  ROW_TIME,
  ROW_VALUE,
  ROW_VALUE_LENGTH,
} from '../../layout/fold';
import { ITEM_BYTES } from '../../layout/item';
import { equalBytes, prefix } from '../bytes';
import { itemAddress, itemPrefix, putItem, sort } from '../sort';
import { compareRowId, compareRowName } from './compare-rows';

/** Of the prefix of an id: UUIDs come after texts. */
const UUID_SECTION: u64 = 1 << 63;

function sameName(a: usize, b: usize): bool {
  const length = load<u32>(a, ROW_NAME_LENGTH);
  return (
    load<u32>(b, ROW_NAME_LENGTH) == length &&
    equalBytes(load<u32>(a, ROW_NAME), load<u32>(b, ROW_NAME), length)
  );
}

/** Orders the items of two rows by their names. */
export function namePrecedes(a: usize, b: usize): bool {
  const one = itemAddress(a);
  const other = itemAddress(b);
  return compareRowName(one, load<u32>(other, ROW_NAME), load<u32>(other, ROW_NAME_LENGTH)) < 0;
}

function idPrecedes(a: usize, b: usize): bool {
  const one = itemAddress(a);
  const other = itemAddress(b);
  const isUuid = load<u32>(other, ROW_IS_UUID);
  return compareRowId(one, isUuid, load<u32>(other, ROW_VALUE), load<u32>(other, ROW_VALUE_LENGTH)) < 0;
}

/** The end of the items whose rows have the name of the first one. */
export function endOfName(first: usize, end: usize): usize {
  const key = itemPrefix(first);
  const row = itemAddress(first);
  let next = first + ITEM_BYTES;
  while (next < end && itemPrefix(next) == key && sameName(row, itemAddress(next))) next += ITEM_BYTES;
  return next;
}

/** Sorts and folds the rows of `count` items: ids of events, or attributes. Returns the end of the items that are kept. */
export function foldRows(items: usize, count: u32, events: bool): usize {
  const end = items + count * ITEM_BYTES;
  sort(items, count, namePrecedes);
  let kept = items;
  for (let first = items; first < end; ) {
    const next = endOfName(first, end);
    kept = events ? foldIds(first, next, kept) : foldValues(first, next, kept);
    first = next;
  }
  return kept;
}

/** Keeps the latest of the values of one name. */
function foldValues(first: usize, end: usize, kept: usize): usize {
  const key = itemPrefix(first);
  let latest = itemAddress(first);
  for (let item = first + ITEM_BYTES; item < end; item += ITEM_BYTES) {
    const row = itemAddress(item);
    const time = load<f64>(row, ROW_TIME);
    const most = load<f64>(latest, ROW_TIME);
    if (time > most || (time == most && load<u32>(row, ROW_NUMBER) > load<u32>(latest, ROW_NUMBER)))
      latest = row;
  }
  putItem(kept, key, latest);
  return kept + ITEM_BYTES;
}

/** Keeps one of each of the ids of one name: the first in the source. */
function foldIds(first: usize, end: usize, kept: usize): usize {
  const key = itemPrefix(first);
  if (end - first > <usize>ITEM_BYTES) {
    for (let item = first; item < end; item += ITEM_BYTES) {
      const row = itemAddress(item);
      const id = prefix(load<u32>(row, ROW_VALUE), load<u32>(row, ROW_VALUE_LENGTH)) >> 1;
      putItem(item, load<u32>(row, ROW_IS_UUID) != 0 ? id | UUID_SECTION : id, row);
    }
    sort(first, <u32>(end - first) / ITEM_BYTES, idPrecedes);
  }
  // The items that are kept of this name never reach the next one to look at: `kept` is at most `item`.
  let last: usize = 0;
  for (let item = first; item < end; item += ITEM_BYTES) {
    const row = itemAddress(item);
    if (last != 0 && sameId(last, row)) {
      if (load<u32>(row, ROW_NUMBER) > load<u32>(last, ROW_NUMBER)) continue;
      kept -= ITEM_BYTES;
    }
    putItem(kept, key, row);
    kept += ITEM_BYTES;
    last = row;
  }
  return kept;
}

function sameId(a: usize, b: usize): bool {
  const length = load<u32>(a, ROW_VALUE_LENGTH);
  return (
    load<u32>(b, ROW_VALUE_LENGTH) == length &&
    load<u32>(a, ROW_IS_UUID) == load<u32>(b, ROW_IS_UUID) &&
    equalBytes(load<u32>(a, ROW_VALUE), load<u32>(b, ROW_VALUE), length)
  );
}
