// The values at slots of a field table: what is noted there, which of several counts, and its text.

import { KIND_BLOCKED, KIND_MASK, KIND_NULL, KIND_STRING } from '../../layout/columns';
import { SLOT_BYTES } from '../../layout/field-table';
import {
  SLOT_DELIMITED,
  SLOT_END,
  SLOT_ENTRIES,
  SLOT_ENTRIES_END,
  SLOT_ESCAPED,
  SLOT_KIND,
  SLOT_START,
} from './slots';
import { input, readText, textLength, textStart } from './texts';

/** Forgets the values found for the slots from `slot` to `end`. */
export function clearSlots(slot: usize, end: usize): void {
  for (; slot < end; slot += SLOT_BYTES) store<u32>(slot, 0, SLOT_KIND);
}

export function putSlot(slot: usize, kind: u32, start: usize, end: usize): void {
  store<u32>(slot, kind, SLOT_KIND);
  store<u32>(slot, <u32>start, SLOT_START);
  store<u32>(slot, <u32>end, SLOT_END);
}

/** Notes which entries were read from its value. */
export function putEntries(slot: usize, first: usize, end: usize): void {
  store<u32>(slot, <u32>first, SLOT_ENTRIES);
  store<u32>(slot, <u32>end, SLOT_ENTRIES_END);
}

/** Of the slots whose addresses are from `first` to `end`: the first that has a value, or else the first that is blocked, or else the first. */
export function chosenSlot(first: usize, end: usize): usize {
  if (first + 4 == end) return load<u32>(first);
  let blocked: usize = 0;
  for (let candidate = first; candidate < end; candidate += 4) {
    const slot = load<u32>(candidate);
    if (hasValue(slot)) return slot;
    if (blocked == 0 && slotKind(slot) == KIND_BLOCKED) blocked = slot;
  }
  return blocked != 0 ? blocked : load<u32>(first);
}

export function slotKind(slot: usize): u32 {
  return load<u32>(slot, SLOT_KIND) & KIND_MASK;
}

/** Whether its value is present, and neither null nor an empty string. */
export function hasValue(slot: usize): bool {
  const kind = slotKind(slot);
  if (kind == KIND_STRING) return load<u32>(slot, SLOT_START) != load<u32>(slot, SLOT_END);
  return kind > <u32>KIND_NULL && kind != KIND_BLOCKED;
}

/** Reads a string's text, and notes it, so that it is unescaped once; returns whether it holds a delimiter. */
export function readSlot(slot: usize): bool {
  const flags = load<u32>(slot, SLOT_KIND);
  const start = load<u32>(slot, SLOT_START);
  const end = load<u32>(slot, SLOT_END);
  const escaped = (flags & SLOT_ESCAPED) != 0;
  const delimited = readText(start, end, escaped, (flags & SLOT_DELIMITED) != 0);
  if (escaped) {
    store<u32>(slot, KIND_STRING | (delimited ? SLOT_DELIMITED : 0), SLOT_KIND);
    store<u32>(slot, <u32>input + textStart, SLOT_START);
    store<u32>(slot, <u32>input + textStart + textLength, SLOT_END);
  }
  return delimited;
}
