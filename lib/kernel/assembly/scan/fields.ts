// The members of a record's object → the slots of a field table (see ../../layout/field-table.ts): where each value begins and
// ends. Nested objects are looked into only where a path leads on. What a slot's value means is for the end
// of the record, when it is known which of them count. Of a name given twice the last one counts, with all below it.

import { KIND_BLOCKED, KIND_OBJECT, KIND_STRING } from '../../layout/columns';
import {
  BUCKET_KIND,
  BUCKET_SLOT,
  BUCKET_SLOT_AND_NODE,
  BUCKET_TARGET,
  NODE_SLOTS,
  NODE_SLOTS_END,
  SLOT_BYTES,
  SLOT_DATA,
} from '../../layout/field-table';
import { POSITION_BYTES } from '../../layout/line-index';
import { findText, isBucketOf } from '../field-table';
import { entry, entryFlags, scanData } from './data';
import { CLOSE_BRACE, LETTER_N, NAME_END, NEXT_NAME, OPEN_BRACE, QUOTE, SPACE } from './json-bytes';
import {
  BUCKET_NEXT,
  NODE_FIRST,
  SLOT_DELIMITED,
  SLOT_END,
  SLOT_ENTRIES,
  SLOT_ENTRIES_END,
  SLOT_ESCAPED,
  SLOT_KIND,
  SLOT_START,
} from './slots';
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

/** Forgets the values found for the slots from `slot` to `end`. */
export function clearSlots(slot: usize, end: usize): void {
  for (; slot < end; slot += SLOT_BYTES) store<u32>(slot, 0, SLOT_KIND);
}

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
      else if (isSlot) end = scanSlot(value, load<u32>(bucket, BUCKET_TARGET), level + 1);
      else if (load<u32>(bucket, BUCKET_KIND) == BUCKET_SLOT_AND_NODE)
        end = scanSlotAndNode(value, load<u32>(bucket, BUCKET_TARGET), level + 1);
      else end = scanNode(value, load<u32>(bucket, BUCKET_TARGET), level + 1);
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

function putSlot(slot: usize, kind: u32, start: usize, end: usize): void {
  store<u32>(slot, kind, SLOT_KIND);
  store<u32>(slot, <u32>start, SLOT_START);
  store<u32>(slot, <u32>end, SLOT_END);
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

/** A place where a path ends and others lead on: an object is read twice. */
function scanSlotAndNode(value: usize, node: usize, level: u32): usize {
  const slot = <usize>load<u32>(node, NODE_SLOTS) - SLOT_BYTES;
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
  if (byte == OPEN_BRACE && load<u32>(slot, SLOT_DATA) != 0) {
    store<u32>(slot, <u32>entry, SLOT_ENTRIES);
    const end = scanData(value + 1, level + 1);
    store<u32>(slot, KIND_OBJECT | entryFlags, SLOT_KIND);
    store<u32>(slot, <u32>entry, SLOT_ENTRIES_END);
    store<u32>(slot, <u32>value, SLOT_START);
    store<u32>(slot, <u32>end, SLOT_END);
    return end;
  }
  const end = skipValue(value, level);
  putSlot(slot, kindAt(value), value, end);
  return end;
}
