// The line that most plain logs consist of: its names in ascending order, as writers that sort them have it, strings without
// escapes, no space. The bytes between its strings are compared eight bytes at a time. Any other line, malformed ones
// too, is left to plain.ts, which would make the same record of this one.

import {
  KIND_NUMBER,
  KIND_OBJECT,
  KIND_STRING,
  RECORD_ID_LENGTH,
  RECORD_ID_OFFSET,
  RECORD_NAME_LENGTH,
  RECORD_NAME_OFFSET,
  RECORD_USER_LENGTH,
  RECORD_USER_OFFSET,
  SHAPE_ATTRIBUTES,
  SHAPE_DATA,
  SHAPE_EVENT,
  SHAPE_ID,
  SHAPE_NAME,
  SHAPE_TIMESTAMP,
  SHAPE_USER,
} from '../../layout/columns';
import { POSITION_BYTES } from '../../layout/line-index';
import { ENTRY_BYTES, entry, putStrings, setEntry } from './data';
import { THREE_BYTES } from './json-bytes';
import { beginRecord, endRecord, put } from './record';
import { input } from './texts';
import { scanTime } from './times';
import { next, rare, walkFrom } from './walk';

// What comes between the strings of such a line, up to eight bytes as an integer; EIGHT leads from one to the next.
const EIGHT: usize = 8;
const LINE_START: u64 = 0x3a2261746164227b; // {"data":
const ENTRIES_START: u16 = 0x227b; // {"
const NAME_TO_VALUE: u32 = 0x223a22; // ":"
const VALUE_TO_NAME: u32 = 0x222c22; // ","
const ENTRIES_TO_ID: u64 = 0x3a226469222c7d22; // "},"id":
const STRING_START: u8 = 0x22;
const ID_TO_NAME: u64 = 0x22656d616e222c22; // ","name"
const NAME_START: u16 = 0x223a; // :"
const TO_TIMESTAMP: u64 = 0x73656d6974222c22; // ","times
const TIMESTAMP_START: u64 = 0x3a22706d61747365; // estamp":
/** The two overlap: together they take 14 bytes. */
const TO_TIMESTAMP_START: usize = 6;
const TO_TYPE: u64 = 0x3a2265707974222c; // ,"type":
const EVENT: u64 = 0x2c22746e65766522; // "event",
const EVENT_TO_USER: u64 = 0x64695f7265737522; // "user_id
const ATTRIBUTES: u64 = 0x7562697274746122; // "attribu
const ATTRIBUTES_TO_USER: u64 = 0x7375222c22736574; // tes","us
const USER_START: u64 = 0x223a2264695f7265; // er_id":"
const LINE_END: u32 = 0x0a7d22; // "} and a line feed

const COMMON_SHAPE: u32 =
  (KIND_STRING << SHAPE_USER) |
  (KIND_STRING << SHAPE_ID) |
  (KIND_NUMBER << SHAPE_TIMESTAMP) |
  (KIND_OBJECT << SHAPE_DATA);
const EVENT_SHAPE: u32 = SHAPE_EVENT | COMMON_SHAPE | (KIND_STRING << SHAPE_NAME);
const ATTRIBUTES_SHAPE: u32 = SHAPE_ATTRIBUTES | COMMON_SHAPE;

/** What is to become of a line: columns, or a record at once. Chosen as the function is compiled. */
class ToColumns {}
class ToRecord {}

// Of the line that was matched last:
export let usualIsEvent: bool = false;
export let usualUser: usize = 0;
export let usualUserLength: u32 = 0;
export let usualName: usize = 0;
export let usualNameLength: u32 = 0;
export let usualId: usize = 0;
export let usualIdLength: u32 = 0;
/** The positions of the quotes of its entries, four for each, and where they end. */
export let usualEntries: usize = 0;
export let usualEntriesEnd: usize = 0;
/** Of the texts of its entries, quotes included: the longest name and value, and all of them, in the lanes 0 and 2. */
const longestTexts: usize = memory.data(16, 16);
const allTexts: usize = memory.data(16, 16);

/** Reads such a line, of at most `maxLine` bytes; returns the address of the next one, or 0 if this is another. */
export function scanUsualLine(line: usize, maxLine: u32): usize {
  const feed = matchLine<ToColumns>(line, maxLine);
  if (feed == 0) return 0;
  put(RECORD_USER_OFFSET, <u32>(usualUser - input));
  put(RECORD_USER_LENGTH, usualUserLength);
  put(RECORD_NAME_OFFSET, <u32>(usualName - input));
  put(RECORD_NAME_LENGTH, usualNameLength);
  put(RECORD_ID_OFFSET, <u32>(usualId - input));
  put(RECORD_ID_LENGTH, usualIdLength);
  endRecord(usualIsEvent ? EVENT_SHAPE : ATTRIBUTES_SHAPE, line, <u32>(feed - line));
  return feed + 1;
}

/** The same, but makes no columns, except that the timestamp is the next one: what the line holds is told by the `usual` variables. */
export function readUsualLine(line: usize, maxLine: u32): usize {
  const feed = matchLine<ToRecord>(line, maxLine);
  return feed == 0 ? 0 : feed + 1;
}

/** Bytes of the longest text of an entry of the line that was read. */
export function usualLongestText(): u32 {
  const longest = v128.load(longestTexts);
  return max<u32>(<u32>i32x4.extract_lane(longest, 0), <u32>i32x4.extract_lane(longest, 2)) - 1;
}

/** Bytes of all texts of its `count` entries. */
export function usualTextBytes(count: u32): u32 {
  const all = v128.load(allTexts);
  return <u32>(i32x4.extract_lane(all, 0) + i32x4.extract_lane(all, 2)) - 2 * count;
}

/** Bytes of the positions of an entry. */
export const USUAL_ENTRY_BYTES: usize = 4 * POSITION_BYTES;

/** Returns the address of the line feed, and walks past it. */
function matchLine<T>(line: usize, maxLine: u32): usize {
  if (load<u64>(line) != LINE_START || load<u16>(line, EIGHT) != ENTRIES_START) return 0;
  let position = next + 2 * POSITION_BYTES;
  usualEntries = position;
  let to = entry;
  let at: usize;
  let longest = i64x2.splat(0);
  let all = i64x2.splat(0);
  do {
    const close = quote(position, 1);
    at = quote(position, 3);
    if (threeBytes(close) != NAME_TO_VALUE || close == quote(position, 0) + 1) return 0;
    if (idof<T>() == idof<ToColumns>()) {
      putStrings(to, position);
      to += ENTRY_BYTES;
    } else {
      const quotes = v128.load(position);
      const lengths = i32x4.sub(i64x2.shr_u(quotes, 32), quotes);
      longest = i32x4.max_u(longest, lengths);
      all = i32x4.add(all, lengths);
    }
    position += USUAL_ENTRY_BYTES;
  } while (threeBytes(at) == VALUE_TO_NAME);
  usualEntriesEnd = position;
  if (load<u64>(at) != ENTRIES_TO_ID || load<u8>(at, EIGHT) != STRING_START) return 0;
  const id = at + EIGHT + 1;
  at = quote(position, 3);
  usualId = id;
  usualIdLength = <u32>(at - id);
  position += 4 * POSITION_BYTES;
  const isEvent = load<u64>(at) == ID_TO_NAME;
  let name: usize = input;
  let nameLength: u32 = 0;
  if (isEvent) {
    if (load<u16>(at, EIGHT) != NAME_START) return 0;
    name = at + EIGHT + 2;
    at = quote(position, 3);
    nameLength = <u32>(at - name);
    position += 4 * POSITION_BYTES;
  }
  if (load<u64>(at) != TO_TIMESTAMP || load<u64>(at, TO_TIMESTAMP_START) != TIMESTAMP_START) return 0;
  if (idof<T>() == idof<ToColumns>()) beginRecord();
  at = scanTime(at + TO_TIMESTAMP_START + EIGHT);
  if (at == 0 || load<u64>(at) != TO_TYPE) return 0;
  const user = isEvent ? eventUser(at) : attributesUser(at);
  if (user == 0) return 0;
  // Past the names of the timestamp, of the type with its text, and of the user.
  position += 8 * POSITION_BYTES;
  at = quote(position, 1);
  const feed = at + 2;
  if (threeBytes(at) != LINE_END || rare < feed || <u32>(feed - line) > maxLine) return 0;
  walkFrom(position + 3 * POSITION_BYTES);
  usualIsEvent = isEvent;
  usualUser = user;
  usualUserLength = <u32>(at - user);
  usualName = name;
  usualNameLength = nameLength;
  if (idof<T>() == idof<ToColumns>()) {
    if (!isEvent) setEntry(to);
  } else {
    v128.store(longestTexts, longest);
    v128.store(allTexts, all);
  }
  return feed;
}

/** The quote at one of the next positions. */
function quote(position: usize, index: usize): usize {
  return <usize>load<u32>(position + index * POSITION_BYTES);
}

function threeBytes(at: usize): u32 {
  return load<u32>(at) & THREE_BYTES;
}

/** From the end of an event's timestamp to its user id; 0 if something else comes between. */
function eventUser(at: usize): usize {
  if (load<u64>(at, EIGHT) != EVENT || load<u64>(at, 2 * EIGHT) != EVENT_TO_USER) return 0;
  return threeBytes(at + 3 * EIGHT) == NAME_TO_VALUE ? at + 3 * EIGHT + 3 : 0;
}

function attributesUser(at: usize): usize {
  if (load<u64>(at, EIGHT) != ATTRIBUTES || load<u64>(at, 2 * EIGHT) != ATTRIBUTES_TO_USER) return 0;
  return load<u64>(at, 3 * EIGHT) == USER_START ? at + 4 * EIGHT : 0;
}
