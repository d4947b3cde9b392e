// The attributes of a record of a mapping with forms: the entries of one object, of several together, and of names that are cleared.

import {
  KIND_ARRAY,
  KIND_BLOCKED,
  KIND_MASK,
  KIND_OBJECT,
  SHAPE_DATA,
  SHAPE_EMPTY_ENTRY_NAME,
  SHAPE_ENTRY_DELIMITER,
} from '../../layout/columns';
import { TABLE_ALL_DATA, TABLE_DATA, TABLE_LINE_DATA, TABLE_UNSET } from '../../layout/field-table';
import { POSITION_BYTES } from '../../layout/line-index';
import { copyEntries, entry } from './data';
import { header, slotOf } from './mapped-fields';
import { hasValue, slotKind } from './slot-values';
import { SLOT_ENTRIES, SLOT_ENTRIES_END, SLOT_KIND } from './slots';

const ENTRY_FLAGS: u32 = SHAPE_ENTRY_DELIMITER | SHAPE_EMPTY_ENTRY_NAME;

/** What was found last: entries, what they add to the shape, and whether there is any object, or something in its place. */
export let attributesFirst: usize = 0;
export let attributesEnd: usize = 0;
export let attributesShape: u32 = 0;
export let hasAttributes: bool = false;

/** Whether what was found last is what all records of this line have. */
let isOfLine: bool = false;

export function forgetLineAttributes(): void {
  isOfLine = false;
}

/** Finds the attributes; false if there is no room for them. */
export function findAttributes(): bool {
  const shared = header(TABLE_LINE_DATA) != 0;
  if (shared && isOfLine) return true;
  isOfLine = shared;
  const first = <usize>header(TABLE_DATA);
  const end = <usize>header(TABLE_DATA + 1);
  const all = header(TABLE_ALL_DATA) != 0;
  const cleared = slotOf(TABLE_UNSET);
  const clears = hasValue(cleared) && hasNames(cleared);
  let used: u32 = 0;
  let slot: usize = 0;
  for (let candidate = first; candidate < end; candidate += POSITION_BYTES) {
    const each = <usize>load<u32>(candidate);
    if (!hasValue(each)) continue;
    if (slotKind(each) != KIND_OBJECT) {
      putNone(slotKind(each), true);
      return true;
    }
    if (used++ == 0) slot = each;
    if (!all) break;
  }
  if (used == 0 && !clears) {
    const blocked = slotKind(slotOf(TABLE_DATA)) == KIND_BLOCKED;
    // Attributes without an object are none.
    putNone(blocked ? KIND_BLOCKED : KIND_OBJECT, blocked);
    return true;
  }
  if (used == 1 && !clears) {
    putOf(slot);
    return true;
  }
  return join(first, end, used, clears ? cleared : 0);
}

/** The attributes of `slot` that count once; false if it has no value. */
export function findOnce(slot: usize): bool {
  if (!hasValue(slot)) return false;
  isOfLine = false;
  if (slotKind(slot) == KIND_OBJECT) putOf(slot);
  else putNone(slotKind(slot), true);
  return true;
}

function putNone(kind: u32, has: bool): void {
  attributesFirst = attributesEnd = entry;
  attributesShape = kind << SHAPE_DATA;
  hasAttributes = has;
}

function putOf(slot: usize): void {
  attributesFirst = load<u32>(slot, SLOT_ENTRIES);
  attributesEnd = load<u32>(slot, SLOT_ENTRIES_END);
  attributesShape = (KIND_OBJECT << SHAPE_DATA) | (load<u32>(slot, SLOT_KIND) & ENTRY_FLAGS);
  hasAttributes = true;
}

function hasNames(slot: usize): bool {
  const kind = slotKind(slot);
  return (
    (kind == KIND_OBJECT || kind == KIND_ARRAY) &&
    load<u32>(slot, SLOT_ENTRIES) != load<u32>(slot, SLOT_ENTRIES_END)
  );
}

/** Of a name given twice the last entry counts: those of the first path come last, and then those that are cleared. */
function join(first: usize, end: usize, used: u32, cleared: usize): bool {
  const start = entry;
  let flags: u32 = 0;
  let left = used;
  for (let candidate = end; candidate > first && left > 0; ) {
    candidate -= POSITION_BYTES;
    const slot = <usize>load<u32>(candidate);
    if (!hasValue(slot)) continue;
    // Without all of them, only the first counts.
    if (used == 1 && slot != firstValue(first, end)) continue;
    left--;
    if (!copyEntries(load<u32>(slot, SLOT_ENTRIES), load<u32>(slot, SLOT_ENTRIES_END), false)) return false;
    flags |= load<u32>(slot, SLOT_KIND);
  }
  if (cleared != 0) {
    if (!copyEntries(load<u32>(cleared, SLOT_ENTRIES), load<u32>(cleared, SLOT_ENTRIES_END), true))
      return false;
    flags |= load<u32>(cleared, SLOT_KIND);
  }
  attributesFirst = start;
  attributesEnd = entry;
  attributesShape = (KIND_OBJECT << SHAPE_DATA) | (flags & ENTRY_FLAGS);
  hasAttributes = true;
  return true;
}

function firstValue(first: usize, end: usize): usize {
  for (let candidate = first; candidate < end; candidate += POSITION_BYTES) {
    if (hasValue(load<u32>(candidate))) return load<u32>(candidate);
  }
  return 0;
}
