// Looking up names in a field table (see ../layout/field-table.ts): open addressing, one probe for nearly every name, known or
// not. Names are distinguished by their first and last eight bytes and their length; only a name of more than 16 bytes,
// whose ends are those of a known one, is compared as a whole.

import {
  BUCKET_BYTES,
  BUCKET_EMPTY,
  BUCKET_FIRST,
  BUCKET_KIND,
  BUCKET_LAST,
  BUCKET_LENGTH,
  BUCKET_TEXT,
  NODE_BUCKETS,
  NODE_MASK,
} from '../layout/field-table';
import { equalBytes } from './bytes';

/** 2^64 divided by the golden ratio: multiplying by it spreads any bits over the upper ones (Knuth's multiplicative hash). */
const SPREAD: u64 = 0x9e3779b97f4a7c15;

/** Whether this is a text's bucket. Reads up to eight bytes past the text. */
export function isBucketOf(bucket: usize, text: usize, length: u32): bool {
  if (load<u32>(bucket, BUCKET_LENGTH) != length) return false;
  const difference = load<u64>(text) ^ load<u64>(bucket, BUCKET_FIRST);
  if (length < 8) return length == 0 || difference << (64 - ((<u64>length) << 3)) == 0;
  return (
    difference == 0 &&
    load<u64>(text + length - 8) == load<u64>(bucket, BUCKET_LAST) &&
    (length <= 16 || equalBytes(load<u32>(bucket, BUCKET_TEXT), text, length))
  );
}

/** The bucket of a text, or 0. Reads up to eight bytes past the text. */
export function findText(node: usize, text: usize, length: u32): usize {
  let first = load<u64>(text);
  let last: u64;
  if (length >= 8) {
    last = load<u64>(text + length - 8);
  } else {
    first &= ((<u64>1) << (length << 3)) - 1;
    last = first;
  }
  const mask = load<u32>(node, NODE_MASK);
  const buckets = <usize>load<u32>(node, NODE_BUCKETS);
  let index = <u32>(((first ^ rotl<u64>(last, 29) ^ <u64>length) * SPREAD) >> 40) & mask;
  let bucket = buckets + index * BUCKET_BYTES;
  while (load<u32>(bucket, BUCKET_KIND) != BUCKET_EMPTY) {
    if (
      load<u64>(bucket, BUCKET_FIRST) == first &&
      load<u64>(bucket, BUCKET_LAST) == last &&
      load<u32>(bucket, BUCKET_LENGTH) == length &&
      (length <= 16 || equalBytes(load<u32>(bucket, BUCKET_TEXT), text, length))
    ) {
      return bucket;
    }
    index = (index + 1) & mask;
    bucket = buckets + index * BUCKET_BYTES;
  }
  return 0;
}
