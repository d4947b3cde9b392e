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

/** Reads such a line, of at most `maxLine` bytes; returns the address of the next one, or 0 if this is another. */
export function scanUsualLine(line: usize, maxLine: u32): usize {
  if (load<u64>(line) != LINE_START || load<u16>(line, EIGHT) != ENTRIES_START) return 0;
  let position = next + 2 * POSITION_BYTES;
  let to = entry;
  let at: usize;
  do {
    const close = quote(position, 1);
    at = quote(position, 3);
    if (threeBytes(close) != NAME_TO_VALUE || close == quote(position, 0) + 1) return 0;
    putStrings(to, position);
    to += ENTRY_BYTES;
    position += 4 * POSITION_BYTES;
  } while (threeBytes(at) == VALUE_TO_NAME);
  if (load<u64>(at) != ENTRIES_TO_ID || load<u8>(at, EIGHT) != STRING_START) return 0;
  const id = at + EIGHT + 1;
  at = quote(position, 3);
  const idLength = <u32>(at - id);
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
  beginRecord();
  at = scanTime(at + TO_TIMESTAMP_START + EIGHT);
  if (at == 0 || load<u64>(at) != TO_TYPE) return 0;
  const user = isEvent ? eventUser(at) : attributesUser(at);
  if (user == 0) return 0;
  // Past the names of the timestamp, of the type with its text, and of the user.
  position += 8 * POSITION_BYTES;
  at = quote(position, 1);
  const feed = at + 2;
  const length = <u32>(feed - line);
  if (threeBytes(at) != LINE_END || rare < feed || length > maxLine) return 0;
  walkFrom(position + 3 * POSITION_BYTES);
  put(RECORD_USER_OFFSET, <u32>(user - input));
  put(RECORD_USER_LENGTH, <u32>(at - user));
  put(RECORD_NAME_OFFSET, <u32>(name - input));
  put(RECORD_NAME_LENGTH, nameLength);
  put(RECORD_ID_OFFSET, <u32>(id - input));
  put(RECORD_ID_LENGTH, idLength);
  if (!isEvent) setEntry(to);
  endRecord(isEvent ? EVENT_SHAPE : ATTRIBUTES_SHAPE, line, length);
  return feed + 1;
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
