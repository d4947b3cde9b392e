// The values at slots of a field table: which of several counts, and its text.

import { KIND_BLOCKED, KIND_MASK, KIND_NULL, KIND_STRING } from '../../layout/columns';
import { SLOT_DELIMITED, SLOT_END, SLOT_ESCAPED, SLOT_KIND, SLOT_START } from './slots';
import { peekText, readText } from './texts';

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

/** Reads a string's text; returns whether it holds a delimiter. */
export function readSlot(slot: usize): bool {
  const flags = load<u32>(slot, SLOT_KIND);
  const start = load<u32>(slot, SLOT_START);
  const end = load<u32>(slot, SLOT_END);
  return readText(start, end, (flags & SLOT_ESCAPED) != 0, (flags & SLOT_DELIMITED) != 0);
}

/** Reads it for now: it is not kept among the texts. */
export function peekSlot(slot: usize): void {
  const escaped = (load<u32>(slot, SLOT_KIND) & SLOT_ESCAPED) != 0;
  peekText(load<u32>(slot, SLOT_START), load<u32>(slot, SLOT_END), escaped);
}
