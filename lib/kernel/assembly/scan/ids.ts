// Ids of events that do not stand in one place: all parts together, or the place of the record.

import { KIND_ABSENT, KIND_NUMBER, KIND_STRING } from '../../layout/columns';
import { POSITION_BYTES } from '../../layout/line-index';
import { copyBytes } from '../bytes';
import { COLON, DIGIT_0, LINE_FEED } from './json-bytes';
import { hasValue, readSlot, slotKind } from './slot-values';
import { SLOT_END, SLOT_START } from './slots';
import { hasTextRoom, input, keepText, textsEnd } from './texts';

/** Stands between the parts of an id. */
const SEPARATOR: u8 = 0x1f;
/** The most digits of a position, of an element, and the colon between. */
const LINE_ID_BYTES: usize = 40;

/** The position of the batch in the source: a byte, or the number of a value. */
let start: u64 = 0;
let countsLines: bool = false;
/** The line at hand: its address, and how many lines come before it. */
let line: usize = 0;
let linesBefore: u64 = 0;
/** The element of the list of records; -1: the line is the record. */
let element: i64 = -1;

export function resetLineIds(first: usize, position: f64, counts: bool): void {
  start = <u64>position;
  countsLines = counts;
  line = first;
  linesBefore = 0;
}

export function setLine(address: usize): void {
  if (countsLines) for (; line < address; line++) linesBefore += u64(load<u8>(line) == LINE_FEED);
  line = address;
  element = -1;
}

export function setElement(index: i64): void {
  element = index;
}

/** Reads an id as `before`, the position of the line and the number of the element. Returns KIND_. */
export function readLineId(before: usize, length: u32): u32 {
  if (!hasTextRoom(length + LINE_ID_BYTES)) return KIND_ABSENT;
  copyBytes(textsEnd, before, length);
  let to = writeDecimal(textsEnd + length, start + (countsLines ? linesBefore : <u64>(line - input)));
  if (element >= 0) {
    store<u8>(to, COLON);
    to = writeDecimal(to + 1, element);
  }
  keepText(to);
  return KIND_STRING;
}

function writeDecimal(to: usize, value: u64): usize {
  let end = to + 1;
  for (let rest = value; rest > 9; rest /= 10) end++;
  for (let at = end; at > to; value /= 10) store<u8>(--at, DIGIT_0 + <u8>(value % 10));
  return end;
}

/**
 * Reads the texts at the candidates from `first` to `end`, joined; those without a value are empty. Returns KIND_STRING, or
 * KIND_ABSENT if none has a value, or the KIND_ of the first that is neither string nor number.
 */
export function readWholeId(first: usize, end: usize): u32 {
  let present = false;
  let length: usize = 0;
  for (let candidate = first; candidate < end; candidate += POSITION_BYTES) {
    length++;
    const slot = <usize>load<u32>(candidate);
    if (!hasValue(slot)) continue;
    const kind = slotKind(slot);
    if (kind != KIND_STRING && kind != KIND_NUMBER) return kind;
    if (kind == KIND_STRING) readSlot(slot);
    present = true;
    length += load<u32>(slot, SLOT_END) - load<u32>(slot, SLOT_START);
  }
  if (!present || !hasTextRoom(length)) return KIND_ABSENT;
  let to = textsEnd;
  for (let candidate = first; candidate < end; candidate += POSITION_BYTES) {
    if (candidate != first) store<u8>(to++, SEPARATOR);
    const slot = <usize>load<u32>(candidate);
    if (!hasValue(slot)) continue;
    const part = load<u32>(slot, SLOT_END) - load<u32>(slot, SLOT_START);
    copyBytes(to, load<u32>(slot, SLOT_START), part);
    to += part;
  }
  keepText(to);
  return KIND_STRING;
}
