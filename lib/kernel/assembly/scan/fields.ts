// The members of a record's object → the slots of a field table (see ../../layout/field-table.ts): where each value begins and
// ends. Nested objects are looked into only where a path leads on. What a slot's value means is for the end
// of the record, when it is known which of them count. Of a name given twice the last one counts, with all below it.

import { KIND_BLOCKED, KIND_OBJECT, KIND_STRING } from '../../layout/columns';
import {
  BUCKET_FORMS,
  BUCKET_KIND,
  BUCKET_OPENED,
  BUCKET_SLOT,
  BUCKET_SLOT_AND_NODE,
  BUCKET_TARGET,
  FORM_JSON,
  FORM_KIND,
  FORM_PAIRS,
  MODE_DATA,
  MODE_LIST,
  MODE_NAMES,
  NODE_SLOT,
  NODE_SLOTS,
  NODE_SLOTS_END,
  SLOT_BYTES,
  SLOT_EXCLUDED,
  SLOT_MODE,
} from '../../layout/field-table';
import { POSITION_BYTES } from '../../layout/line-index';
import { findText, isBucketOf } from '../field-table';
import { entry, entryFlags, leaveOut, scanData } from './data';
import {
  CLOSE_BRACE,
  LETTER_N,
  NAME_END,
  NEXT_NAME,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  SPACE,
} from './json-bytes';
import { scanList } from './lists';
import { openPairs, openText } from './opened';
import { clearSlots, putEntries, putSlot } from './slot-values';
import { BUCKET_NEXT, NODE_FIRST, SLOT_DELIMITED, SLOT_ESCAPED, SLOT_KIND } from './slots';
import { input, readName, textLength, textStart } from './texts';
import { firstMember, kindAt, membersEnd, nameEnd, nextMember, scanName, skipValue } from './values';
import {
  next,
  placeOfRare,
  rare,
  STRING_BYTES,
  scanString,
  stringDelimited,
  stringEscaped,
  walkAgain,
  walkFrom,
} from './walk';

/** The members of an object on nesting level `level`, after its opening brace. */
export function scanFields(at: usize, node: usize, level: u32): usize {
  let position = next;
  // Records of one kind have their names in one order: the order of the last one is tried before the table.
  let guess = node + NODE_FIRST;
  let member = load<u8>(at) == QUOTE ? at : firstMember(at);
  while (member != 0) {
    if (load<u8>(member) != QUOTE) return 0;
    let name = member + 1;
    const close = <usize>load<u32>(position, POSITION_BYTES);
    let length = <u32>(close - name);
    let value: usize = close + 2;
    if (load<u16>(close) == NAME_END && rare > close && load<u8>(value) > SPACE) {
      position += STRING_BYTES;
    } else {
      walkFrom(position);
      value = scanName(member);
      if (value == 0) return 0;
      position = next;
      if (stringEscaped) {
        readName();
        name = input + textStart;
        length = textLength;
      } else {
        length = <u32>(nameEnd - name);
      }
    }
    let bucket = <usize>load<u32>(guess);
    if (bucket == 0 || !isBucketOf(bucket, name, length)) {
      bucket = findText(node, name, length);
      if (bucket != 0) store<u32>(guess, <u32>bucket);
    }
    if (bucket != 0) guess = bucket + BUCKET_NEXT;
    const isSlot = bucket != 0 && load<u32>(bucket, BUCKET_KIND) == BUCKET_SLOT;
    let end: usize = 0;
    const valueClose = <usize>load<u32>(position, POSITION_BYTES);
    if (
      load<u8>(value) == QUOTE &&
      load<u8>(valueClose) == QUOTE &&
      rare > valueClose &&
      (isSlot || bucket == 0)
    ) {
      // A string without escapes, whether it is a field or not.
      position += STRING_BYTES;
      end = valueClose + 1;
      if (isSlot) putSlot(load<u32>(bucket, BUCKET_TARGET), KIND_STRING, value + 1, valueClose);
    } else {
      walkFrom(position);
      if (bucket == 0) end = skipValue(value, level + 1);
      else end = scanPlace(value, bucket, level + 1);
      if (end == 0) return 0;
      position = next;
    }
    const follows = load<u16>(end);
    if (follows == NEXT_NAME) {
      member = end + 1;
      continue;
    }
    walkFrom(position);
    if (<u8>follows == CLOSE_BRACE) return end + 1;
    member = nextMember(end);
  }
  return membersEnd;
}

/** The value at a place that a bucket leads to. */
function scanPlace(value: usize, bucket: usize, level: u32): usize {
  const kind = load<u32>(bucket, BUCKET_KIND);
  if (kind != BUCKET_OPENED) return scanPlaceOf(kind, value, bucket, level);
  const isText = load<u8>(value) == QUOTE && (load<u32>(bucket, BUCKET_FORMS) & FORM_JSON) != 0;
  return isText
    ? openText(value, bucket, level, scanUnopened, scanUnquoted)
    : scanUnquoted(value, bucket, level);
}

/** A value that is no text, or stands in one. */
function scanUnquoted(value: usize, bucket: usize, level: u32): usize {
  const isList = load<u8>(value) == OPEN_BRACKET && (load<u32>(bucket, BUCKET_FORMS) & FORM_PAIRS) != 0;
  return isList
    ? openPairs(value, bucket, level, scanFields, scanUnopened)
    : scanUnopened(value, bucket, level);
}

/** A value that stands for itself. */
function scanUnopened(value: usize, bucket: usize, level: u32): usize {
  return scanPlaceOf(load<u32>(bucket, BUCKET_FORMS) >> FORM_KIND, value, bucket, level);
}

function scanPlaceOf(kind: u32, value: usize, bucket: usize, level: u32): usize {
  const target = <usize>load<u32>(bucket, BUCKET_TARGET);
  if (kind == BUCKET_SLOT) return scanSlot(value, target, level);
  return kind == BUCKET_SLOT_AND_NODE ? scanObject(value, target, level) : scanNode(value, target, level);
}

function scanNode(value: usize, node: usize, level: u32): usize {
  clearNode(value, node);
  return load<u8>(value) == OPEN_BRACE ? scanFields(value + 1, node, level) : skipValue(value, level);
}

/** Forgets what was found below a node; what is no object, and not null, blocks the paths through it. */
function clearNode(value: usize, node: usize): void {
  const slots = <usize>load<u32>(node, NODE_SLOTS);
  const slotsEnd = <usize>load<u32>(node, NODE_SLOTS_END);
  clearSlots(slots, slotsEnd);
  const byte = load<u8>(value);
  if (byte == OPEN_BRACE || byte == LETTER_N) return;
  for (let slot = slots; slot < slotsEnd; slot += SLOT_BYTES) store<u32>(slot, KIND_BLOCKED, SLOT_KIND);
}

/** The value of a node that may have a slot of its own: then an object is read twice. */
export function scanObject(value: usize, node: usize, level: u32): usize {
  const slot = <usize>load<u32>(node, NODE_SLOT);
  if (slot == 0) return scanNode(value, node, level);
  const position = next;
  const place = placeOfRare();
  const end = scanSlot(value, slot, level);
  if (end == 0) return 0;
  clearNode(value, node);
  if (load<u8>(value) != OPEN_BRACE) return end;
  walkAgain(position, place);
  return scanFields(value + 1, node, level);
}

function scanSlot(value: usize, slot: usize, level: u32): usize {
  const byte = load<u8>(value);
  if (byte == QUOTE) {
    const end = scanString();
    if (end == 0) return 0;
    const flags = (stringEscaped ? SLOT_ESCAPED : 0) | (stringDelimited ? SLOT_DELIMITED : 0);
    putSlot(slot, KIND_STRING | flags, value + 1, end);
    return end + 1;
  }
  const mode = load<u32>(slot, SLOT_MODE);
  if (byte == OPEN_BRACE && (mode & (MODE_DATA | MODE_NAMES)) != 0) return scanDataAt(value, slot, level);
  if (byte == OPEN_BRACKET && (mode & (MODE_NAMES | MODE_LIST)) != 0) return scanList(value, slot, level);
  const end = skipValue(value, level);
  putSlot(slot, kindAt(value), value, end);
  return end;
}

function scanDataAt(value: usize, slot: usize, level: u32): usize {
  const first = entry;
  const end = scanData(value + 1, level + 1);
  if (end == 0) return 0;
  const excluded = <usize>load<u32>(slot, SLOT_EXCLUDED);
  if (excluded != 0) leaveOut(first, excluded);
  putSlot(slot, KIND_OBJECT | entryFlags, value, end);
  putEntries(slot, first, entry);
  return end;
}
