// Splitters that are whole keys: where the partitions of a distribution meet. A partition goes from one splitter to the next.

import {
  KEY_ADDRESS_BYTES,
  KEY_BEHIND,
  KEY_BYTES,
  KEY_SECTION,
  KEY_USER_PREFIX,
  SECTION_END,
} from '../../layout/fold';
import { ITEM_BYTES } from '../../layout/item';
import { itemAddress, putItem, sort } from '../sort';
import { ofUsers, sampledKeys, sampleEnd, sampleStart } from './key-sample';
import { compareKeys } from './keys';

function keyPrecedes(a: usize, b: usize): bool {
  return compareKeys(itemAddress(a), itemAddress(b)) < 0;
}

/** Addresses of the splitters, ascending. */
let splitters: usize = 0;
let count: u32 = 0;

/**
 * Chooses at most `most` splitters from the sample: its quantiles. A key that is more than one of them gets a partition of
 * its own: from just before it to just behind it. Returns their number.
 */
export function chooseSplitters(most: u32): u32 {
  const sample = sampledKeys();
  const items = sampleEnd;
  for (let index: u32 = 0; index < sample; index++) {
    const key = sampleStart + index * KEY_BYTES;
    putItem(items + index * ITEM_BYTES, load<u64>(key, KEY_USER_PREFIX), key);
  }
  sort(items, sample, keyPrecedes);
  splitters = items + sample * ITEM_BYTES;
  count = 0;
  let last: usize = 0;
  let taken = sample;
  for (let index: u32 = 1; index <= most && count < most; index++) {
    const quantile = <u32>((<u64>index * <u64>sample) / (most + 1));
    if (quantile == taken) continue;
    taken = quantile;
    const key = itemAddress(items + quantile * ITEM_BYTES);
    if (last == 0 || compareKeys(last, key) < 0) {
      addSplitter(key);
      last = key;
    } else if (load<u32>(splitterAt(count - 1), KEY_BEHIND) == 0) {
      // Of equal keys, one later in the sample is free to mark the place just behind them.
      addSplitter(justBehind(key));
    }
  }
  // A single user is not to be left with those behind it.
  if (ofUsers && count == 1) {
    memory.copy(behind, last, KEY_BYTES);
    addSplitter(justBehind(behind));
  }
  return count;
}

const behind: usize = memory.data(KEY_BYTES, 16);

/** Makes a key the place behind all rows that have it; that of a user, behind all rows of the user. */
function justBehind(key: usize): usize {
  store<u32>(key, 1, KEY_BEHIND);
  if (ofUsers) store<u32>(key, SECTION_END, KEY_SECTION);
  return key;
}

function addSplitter(key: usize): void {
  store<u32>(splitters + count++ * KEY_ADDRESS_BYTES, <u32>key);
}

function splitterAt(index: u32): usize {
  return load<u32>(splitters + index * KEY_ADDRESS_BYTES);
}

/** Whether all rows of a partition have the same key. */
export function isOneKey(index: u32): bool {
  if (index == 0 || index >= count) return false;
  const low = splitterAt(index - 1);
  const high = splitterAt(index);
  return load<u32>(low, KEY_BEHIND) == 0 && load<u32>(high, KEY_BEHIND) == 1;
}

/** The partition of a key: the number of splitters up to and including it. */
export function partitionOfKey(key: usize): u32 {
  let low: u32 = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    const splitter = splitterAt(middle);
    const order = compareKeys(splitter, key);
    if (order < 0 || (order == 0 && load<u32>(splitter, KEY_BEHIND) == 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}
