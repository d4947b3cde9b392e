// The members of a record's object → what stands at the slots of a field table (see ../field-table.ts): where each value
// begins and ends. Nested objects are looked into only where a path leads on. What a slot's value means is for the end
// of the record, when it is known which of them count. Of a name given twice the last one counts, with all below it.

import { KIND_OBJECT, KIND_STRING } from '../layout/columns';
import {
  BUCKET_KIND,
  BUCKET_NODE,
  BUCKET_TARGET,
  NODE_SLOTS,
  NODE_SLOTS_END,
  SLOT_BYTES,
  SLOT_DATA,
} from '../layout/field-table';
import { findText } from './field-table';
import {
  firstMember,
  kindAt,
  membersEnd,
  nameEnd,
  nameStart,
  nextMember,
  OPEN_BRACE,
  QUOTE,
  scanName,
  scanString,
  skipValue,
  stringDelimited,
  stringEscaped,
} from './json';
import { entry, entryFlags, scanData } from './scan-data';
import { input, readName, textLength, textStart } from './scan-text';
import {
  SLOT_DELIMITED,
  SLOT_END,
  SLOT_ENTRIES,
  SLOT_ENTRIES_END,
  SLOT_ESCAPED,
  SLOT_KIND,
  SLOT_START,
} from './slots';

/** Forgets what was met at the slots from `slot` to `end`. */
export function clearSlots(slot: usize, end: usize): void {
  for (; slot < end; slot += SLOT_BYTES) store<u32>(slot, 0, SLOT_KIND);
}

/** The members of an object on nesting level `level`, from behind its opening brace. */
export function scanFields(at: usize, node: usize, level: u32): usize {
  for (let member = firstMember(at); member != 0; ) {
    const value = scanName(member);
    if (value == 0) return 0;
    let name = nameStart;
    let length = <u32>(nameEnd - nameStart);
    if (stringEscaped) {
      readName();
      name = input + textStart;
      length = textLength;
    }
    const bucket = findText(node, name, length);
    let end: usize = 0;
    if (bucket == 0) {
      end = skipValue(value, level + 1);
    } else if (load<u32>(bucket, BUCKET_KIND) == BUCKET_NODE) {
      end = scanNode(value, load<u32>(bucket, BUCKET_TARGET), level + 1);
    } else {
      end = scanSlot(value, load<u32>(bucket, BUCKET_TARGET), level + 1);
    }
    member = nextMember(end);
  }
  return membersEnd;
}

function scanNode(value: usize, node: usize, level: u32): usize {
  clearSlots(load<u32>(node, NODE_SLOTS), load<u32>(node, NODE_SLOTS_END));
  return load<u8>(value) == OPEN_BRACE ? scanFields(value + 1, node, level) : skipValue(value, level);
}

function scanSlot(value: usize, slot: usize, level: u32): usize {
  const byte = load<u8>(value);
  if (byte == QUOTE) {
    const end = scanString(value + 1);
    if (end == 0) return 0;
    const flags = (stringEscaped ? SLOT_ESCAPED : 0) | (stringDelimited ? SLOT_DELIMITED : 0);
    store<u32>(slot, KIND_STRING | flags, SLOT_KIND);
    store<u32>(slot, <u32>(value + 1), SLOT_START);
    store<u32>(slot, <u32>end, SLOT_END);
    return end + 1;
  }
  if (byte == OPEN_BRACE && load<u32>(slot, SLOT_DATA) != 0) {
    store<u32>(slot, <u32>entry, SLOT_ENTRIES);
    const end = scanData(value + 1, level + 1);
    store<u32>(slot, KIND_OBJECT | entryFlags, SLOT_KIND);
    store<u32>(slot, <u32>entry, SLOT_ENTRIES_END);
    return end;
  }
  const end = skipValue(value, level);
  store<u32>(slot, kindAt(value), SLOT_KIND);
  store<u32>(slot, <u32>value, SLOT_START);
  store<u32>(slot, <u32>end, SLOT_END);
  return end;
}
