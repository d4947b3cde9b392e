// Makes the rows of one user contiguous after some of them were dropped.

import { ROW_BYTES, ROW_NAME, ROW_NAME_LENGTH } from '../../layout/fold';
import { ITEM_BYTES } from '../../layout/item';
import { prefix } from '../bytes';
import { itemAddress, itemPrefix, putItem, sortByPrefix } from '../sort';

/** Moves the rows of `count` items together, from `rows` on, so that more can follow. Returns the end of the rows. */
export function closeUpRows(items: usize, count: u32, rows: usize): usize {
  const end = items + count * ITEM_BYTES;
  // Sorts the items by the addresses of their rows, and back.
  for (let item = items; item < end; item += ITEM_BYTES) {
    const row = itemAddress(item);
    putItem(item, row, <u32>(item - items) / ITEM_BYTES);
  }
  sortByPrefix(items, count);
  let place = rows;
  for (let item = items; item < end; item += ITEM_BYTES) {
    const row = <usize>itemPrefix(item);
    if (row != place) {
      v128.store(place, v128.load(row));
      v128.store(place, v128.load(row, ROW_BYTES / 2), ROW_BYTES / 2);
    }
    // Its rank among the kept rows, and its new address.
    putItem(item, <u64>itemAddress(item), place);
    place += ROW_BYTES;
  }
  sortByPrefix(items, count);
  for (let item = items; item < end; item += ITEM_BYTES) {
    const row = itemAddress(item);
    putItem(item, prefix(load<u32>(row, ROW_NAME), load<u32>(row, ROW_NAME_LENGTH)), row);
  }
  return place;
}
