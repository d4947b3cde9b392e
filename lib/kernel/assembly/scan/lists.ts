// Arrays that mean something at a slot: the names of attributes to clear, and the list of records.

import { KIND_ARRAY } from '../../layout/columns';
import { MODE_NAMES, SLOT_MODE } from '../../layout/field-table';
import { entry, entryFlags, scanNames } from './data';
import { textEnd } from './opened';
import { putEntries, putSlot } from './slot-values';
import { SLOT_POSITION, SLOT_RARE, SLOT_TEXT_END } from './slots';
import { skipValue } from './values';
import { next, placeOfRare, walkAgain } from './walk';

/** The array at a slot whose mode is not 0. Of a list of records it is noted where to read it again. */
export function scanList(value: usize, slot: usize, level: u32): usize {
  const position = next;
  const rare = placeOfRare();
  const first = entry;
  let end = skipValue(value, level);
  if (end == 0) return 0;
  let flags: u32 = 0;
  if ((load<u32>(slot, SLOT_MODE) & MODE_NAMES) != 0) {
    walkAgain(position, rare);
    end = scanNames(value + 1, level + 1);
    if (end == 0) return 0;
    flags = entryFlags;
  }
  putSlot(slot, KIND_ARRAY | flags, value, end);
  putEntries(slot, first, entry);
  store<u32>(slot, <u32>position, SLOT_POSITION);
  store<u32>(slot, <u32>rare, SLOT_RARE);
  store<u32>(slot, <u32>textEnd, SLOT_TEXT_END);
  return end;
}
