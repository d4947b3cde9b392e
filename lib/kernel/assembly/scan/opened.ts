// Values that stand for something else: strings that are JSON text, and lists of keys and values. What they stand for is written
// among the texts as one line of JSON, which has an index of its own and is read as if it stood in their place.

import { KIND_ABSENT, KIND_BLOCKED, KIND_STRING } from '../../layout/columns';
import {
  BUCKET_FORMS,
  BUCKET_NODE,
  BUCKET_TARGET,
  FORM_KIND,
  TABLE_PAIR_KEY,
  TABLE_PAIR_NODE,
  TABLE_PAIR_SLOTS,
  TABLE_PAIR_SLOTS_END,
  TABLE_PAIR_VALUES,
} from '../../layout/field-table';
import { INDEX_SLACK_WORDS, POSITION_BYTES } from '../../layout/line-index';
import { copyBytes } from '../bytes';
import { findText } from '../field-table';
import { entry, setEntry } from './data';
import { indexLines } from './index-lines';
import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  LINE_FEED,
  NULL,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  SPACE,
} from './json-bytes';
import { clearLineFeedSeen, joinLines, lineFeedSeen, unescape } from './json-text';
import { clearSlots, hasValue, slotKind } from './slot-values';
import { SLOT_END, SLOT_ESCAPED, SLOT_KIND, SLOT_START } from './slots';
import { hasTextRoom, keepText, overflow, overflowed, rewindTexts, textsEnd } from './texts';
import { skipSpace, skipValue } from './values';
import { beginWalk, next, placeOfRare, skipString, stringEnd, walkAgain } from './walk';

/** Reads the value at a place that a bucket leads to, as in fields.ts. */
type Scan = (value: usize, bucket: usize, level: u32) => usize;

/** Bytes that a member takes beside its name and its value: quotes, colon, comma, and `null` in place of a value. */
const AROUND_MEMBER: usize = 8;

let table: usize = 0;
/** The memory for the index of texts. */
export let indexSpace: usize = 0;
let indexSpaceEnd: usize = 0;
/** The line feed that ends the text that is being read; 0 where it is a line of the source. */
export let textEnd: usize = 0;

/** The field table, and the memory for the index of texts. */
export function resetOpened(fields: usize, space: usize, spaceEnd: usize): void {
  table = fields;
  indexSpace = space;
  indexSpaceEnd = spaceEnd;
  textEnd = 0;
}

/** A string that may be JSON text. Any other string is read by `scanAsItIs`, and its text by `scanText`. */
export function openText(value: usize, bucket: usize, level: u32, scanAsItIs: Scan, scanText: Scan): usize {
  const end = stringEnd();
  if (end == 0) return 0;
  const entries = entry;
  const texts = textsEnd;
  const start = writeText(value + 1, end);
  if (start != 0 && scanOpened(start, bucket, 1, scanText)) {
    skipString(end);
    return end + 1;
  }
  if (overflowed) return 0;
  rewindTexts(texts);
  setEntry(entries);
  return scanAsItIs(value, bucket, level);
}

/** Writes a string's text as a line, if an object or array may begin there; returns where that begins, or 0. */
function writeText(from: usize, end: usize): usize {
  let first = from;
  while (load<u8>(first) == SPACE) first++;
  const byte = load<u8>(first);
  if (byte != OPEN_BRACE && byte != OPEN_BRACKET && byte != BACKSLASH) return 0;
  if (!hasTextRoom(end + 1 - from)) return 0;
  const text = textsEnd;
  clearLineFeedSeen();
  const to = unescape(from, end, text);
  if (to == 0) return 0;
  if (lineFeedSeen) joinLines(text, to);
  store<u8>(to, LINE_FEED);
  keepText(to + 1);
  const start = skipSpace(text);
  const begins = load<u8>(start);
  return begins == OPEN_BRACE || begins == OPEN_BRACKET ? start : 0;
}

/** Reads what stands in the last text, which ends in a line feed; false if it is not one value. The walk is then where it was. */
function scanOpened(start: usize, bucket: usize, level: u32, scan: Scan): bool {
  const position = next;
  const rare = placeOfRare();
  const outer = textEnd;
  const space = indexSpace;
  const feed = textsEnd - 1;
  if (!walkThrough(start, feed)) return false;
  const end = scan(start, bucket, level);
  const whole = end != 0 && skipSpace(end) == feed;
  textEnd = outer;
  indexSpace = space;
  walkAgain(position, rare);
  return whole;
}

/** Indexes a text from `start` to the line feed that ends it, and begins to walk there; false if there is no room for the index. */
export function walkThrough(start: usize, feed: usize): bool {
  const index = indexSpace;
  const indexEnd = index + (feed + 1 - start + INDEX_SLACK_WORDS) * POSITION_BYTES;
  if (indexEnd > indexSpaceEnd) {
    overflow();
    return false;
  }
  indexLines(start, feed + 1, index, indexEnd);
  beginWalk(index, indexEnd);
  indexSpace = indexEnd;
  textEnd = feed;
  return true;
}

/** Frees the memory of all indexes since `indexSpace` was `space`: the line is read again. */
export function walkLine(space: usize): void {
  indexSpace = space;
  textEnd = 0;
}

/** A list of keys and values: `scanFields` reads its elements, and `scan` the object that they are. */
export function openPairs(value: usize, bucket: usize, level: u32, scanFields: Scan, scan: Scan): usize {
  const text = textsEnd;
  if (!hasTextRoom(3)) return 0;
  store<u8>(text, OPEN_BRACE);
  keepText(text + 1);
  const end = writePairs(value, bucket, level, scanFields);
  if (end == 0) return 0;
  const last = load<u8>(textsEnd - 1) == COMMA ? textsEnd - 1 : textsEnd;
  store<u8>(last, CLOSE_BRACE);
  store<u8>(last + 1, LINE_FEED);
  rewindTexts(last + 2);
  return scanOpened(text, bucket, level, scan) ? end : 0;
}

/** Writes the members of the object that a list is; returns the address after the list. */
function writePairs(value: usize, bucket: usize, level: u32, scanFields: Scan): usize {
  let at = skipSpace(value + 1);
  if (load<u8>(at) == CLOSE_BRACKET) return at + 1;
  while (true) {
    if (load<u8>(at) == OPEN_BRACE) {
      clearSlots(header(TABLE_PAIR_SLOTS), header(TABLE_PAIR_SLOTS_END));
      at = scanFields(at + 1, header(TABLE_PAIR_NODE), level + 1);
      if (at == 0 || !writePair(bucket)) return 0;
    } else {
      at = skipValue(at, level + 1);
      if (at == 0) return 0;
    }
    at = skipSpace(at);
    const byte = load<u8>(at);
    if (byte == CLOSE_BRACKET) return at + 1;
    if (byte != COMMA) return 0;
    at = skipSpace(at + 1);
  }
}

/** The member of the element read last. One whose key is no string is left out. False if there is no room. */
function writePair(bucket: usize): bool {
  const key = <usize>header(TABLE_PAIR_KEY);
  if (slotKind(key) != KIND_STRING || !isWanted(key, bucket)) return true;
  const value = pairValue();
  const from = <usize>load<u32>(key, SLOT_START) - 1;
  const length = <usize>load<u32>(key, SLOT_END) + 1 - from;
  let start: usize = 0;
  let bytes: usize = 0;
  if (value != 0) {
    const quote = usize(slotKind(value) == KIND_STRING);
    start = <usize>load<u32>(value, SLOT_START) - quote;
    bytes = <usize>load<u32>(value, SLOT_END) + quote - start;
  }
  if (!hasTextRoom(length + bytes + AROUND_MEMBER)) return false;
  let to = textsEnd;
  copyBytes(to, from, <u32>length);
  to += length;
  store<u8>(to++, COLON);
  if (value == 0) {
    store<u32>(to, NULL);
    to += 4;
  } else {
    copyBytes(to, start, <u32>bytes);
    to += bytes;
  }
  store<u8>(to, COMMA);
  keepText(to + 1);
  return true;
}

/** Whether anything asks for a member with this key. One with escapes is looked at later. */
function isWanted(key: usize, bucket: usize): bool {
  if (load<u32>(bucket, BUCKET_FORMS) >> FORM_KIND != BUCKET_NODE) return true;
  if ((load<u32>(key, SLOT_KIND) & SLOT_ESCAPED) != 0) return true;
  const start = <usize>load<u32>(key, SLOT_START);
  return findText(load<u32>(bucket, BUCKET_TARGET), start, load<u32>(key, SLOT_END) - <u32>start) != 0;
}

/** The slot of the first value, or else of the first that is there; 0: none. */
function pairValue(): usize {
  let present: usize = 0;
  const end = <usize>header(TABLE_PAIR_VALUES + 1);
  for (let candidate = <usize>header(TABLE_PAIR_VALUES); candidate < end; candidate += POSITION_BYTES) {
    const slot = <usize>load<u32>(candidate);
    if (hasValue(slot)) return slot;
    const kind = slotKind(slot);
    if (present == 0 && kind != KIND_ABSENT && kind != KIND_BLOCKED) present = slot;
  }
  return present;
}

function header(word: u32): u32 {
  return load<u32>(table + (word << 2));
}
