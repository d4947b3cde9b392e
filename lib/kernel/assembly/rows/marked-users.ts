// Users marked in a bitmap, by their hashes: a filter for records. It lets all users through that were marked, and few others.

import { equalBytes } from '../bytes';
import { recordSize, recordUser, recordUserLength } from './record';
import { hashOf } from './user-table';

/** Marks the users of records. `mask` is the number of bits of the map, a power of two, less one. */
export function markUsers(from: usize, end: usize, map: usize, mask: u32): void {
  while (from < end) {
    const bit = hashOf(recordUser(from), recordUserLength(from)) & mask;
    const byte = map + (bit >> 3);
    store<u8>(byte, load<u8>(byte) | ((<u8>1) << (<u8>(bit & 7))));
    from += recordSize(from);
  }
}

/** Drops, in place, the records of users that are not marked. Returns the end of those left. */
export function keepMarked(from: usize, end: usize, map: usize, mask: u32): usize {
  let to = from;
  // Where records are by user, most have that of the one before.
  let user: usize = 0;
  let length: u32 = 0;
  let kept = false;
  while (from < end) {
    const size = recordSize(from);
    const own = recordUser(from);
    const ownLength = recordUserLength(from);
    if (user == 0 || ownLength != length || !equalBytes(own, user, length)) {
      const bit = hashOf(own, ownLength) & mask;
      kept = (load<u8>(map + (bit >> 3)) & ((<u8>1) << (<u8>(bit & 7)))) != 0;
    }
    user = own;
    length = ownLength;
    if (kept) {
      user = own - from + to;
      if (to != from) memory.copy(to, from, size);
      to += size;
    }
    from += size;
  }
  return to;
}
