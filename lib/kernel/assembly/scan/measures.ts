// The values of measures in a mapped event (see ../../layout/field-table.ts): found at the slots of their columns, checked in
// the order of the measures, and put as the event's entries.

import {
  ENTRY_COLUMN,
  ENTRY_FAULT,
  ENTRY_MEASURE,
  ENTRY_VALUE_LENGTH,
  ENTRY_VALUE_OFFSET,
  FAULT_OTHER_STRING,
  FAULT_TIME,
  KIND_ARRAY,
  KIND_BLOCKED,
  KIND_NUMBER,
  KIND_OBJECT,
  KIND_STRING,
  SHAPE_BAD_MEASURE,
  SHAPE_ENTRY_DELIMITER,
} from '../../layout/columns';
import {
  BUCKET_TARGET,
  CHECK_BYTES,
  CHECK_COLUMN,
  CHECK_DECIMAL,
  CHECK_INSTANT,
  CHECK_KIND,
  CHECK_MEASURE,
  CHECK_TIMED_VALUE,
  COLUMN_BYTES,
  COLUMN_END,
  COLUMN_FIRST,
  COLUMN_SLOT,
  COLUMN_TIMED,
  COLUMN_WRITTEN,
  TABLE_CHECKS,
  TABLE_CHECKS_END,
  TABLE_COLUMNS,
  TABLE_COLUMNS_END,
  TABLE_EVENTS,
  TABLE_OTHER_EVENTS,
} from '../../layout/field-table';
import { checkDecimal } from '../decimal';
import { findText } from '../field-table';
import { instantOf } from '../instant';
import { ENTRY_BYTES, entry, setEntry } from './data';
import { compact, holdsDelimiter } from './json-text';
import { chosenSlot, hasValue, readSlot, slotKind } from './slot-values';
import { SLOT_END, SLOT_START } from './slots';
import { addText, input, readText, textLength, textStart } from './texts';

export let hasMeasures: bool = false;
let table: usize = 0;
let firstColumn: usize = 0;
let columnsEnd: usize = 0;

export function resetMeasures(fields: usize): void {
  table = fields;
  hasMeasures = fields != 0 && header(TABLE_COLUMNS) != header(TABLE_COLUMNS_END);
  if (!hasMeasures) return;
  firstColumn = header(TABLE_COLUMNS);
  columnsEnd = header(TABLE_COLUMNS_END);
}

function header(word: u32): u32 {
  return load<u32>(table + (word << 2));
}

/** How many columns there are. */
export function measureColumns(): u32 {
  return <u32>(columnsEnd - firstColumn) / COLUMN_BYTES;
}

/** The set of the columns of an event with this name; an offset and a length. */
export function columnsOf(name: u32, length: u32): u64 {
  const bucket = findText(header(TABLE_EVENTS), input + name, length);
  const set = bucket == 0 ? table + (TABLE_OTHER_EVENTS << 2) : <usize>load<u32>(bucket, BUCKET_TARGET);
  return load<u64>(set);
}

function isIn(columns: u64, column: u32): bool {
  return ((columns >> column) & 1) != 0;
}

/** Finds the slots of these columns. Returns whether one with a value needs the time of the event. */
export function findSlots(columns: u64): bool {
  let timed = false;
  let index: u32 = 0;
  for (let column = firstColumn; column < columnsEnd; column += COLUMN_BYTES, index++) {
    if (!isIn(columns, index)) continue;
    const slot = chosenSlot(load<u32>(column, COLUMN_FIRST), load<u32>(column, COLUMN_END));
    store<u32>(column, <u32>slot, COLUMN_SLOT);
    if (load<u32>(column, COLUMN_TIMED) != 0 && hasValue(slot)) timed = true;
  }
  return timed;
}

/**
 * Puts the values of these columns, or an entry about the first that is none. Returns what that adds to the shape. The
 * slots have been found; `hasTime` says whether the event's time is valid.
 */
export function putMeasures(columns: u64, hasTime: bool): u32 {
  const checksEnd = <usize>header(TABLE_CHECKS_END);
  for (let check = <usize>header(TABLE_CHECKS); check < checksEnd; check += CHECK_BYTES) {
    const column = load<u32>(check, CHECK_COLUMN);
    if (!isIn(columns, column)) continue;
    const slot = <usize>load<u32>(firstColumn + column * COLUMN_BYTES, COLUMN_SLOT);
    const fault = faultOf(slot, load<u32>(check, CHECK_KIND), hasTime);
    if (fault == 0) continue;
    store<u32>(entry + (ENTRY_MEASURE << 2), load<u32>(check, CHECK_MEASURE));
    store<u32>(entry + (ENTRY_FAULT << 2), fault);
    store<u64>(entry + (ENTRY_VALUE_OFFSET << 2), 0);
    setEntry(entry + ENTRY_BYTES);
    return SHAPE_BAD_MEASURE;
  }
  let shape: u32 = 0;
  let index: u32 = 0;
  for (let column = firstColumn; column < columnsEnd; column += COLUMN_BYTES, index++) {
    if (!isIn(columns, index)) continue;
    const slot = <usize>load<u32>(column, COLUMN_SLOT);
    if (!hasValue(slot)) continue;
    const delimited = readValue(slot);
    if (delimited && load<u32>(column, COLUMN_WRITTEN) != 0) shape = SHAPE_ENTRY_DELIMITER;
    store<u32>(entry + (ENTRY_COLUMN << 2), index);
    store<u32>(entry + (ENTRY_VALUE_OFFSET << 2), textStart);
    store<u32>(entry + (ENTRY_VALUE_LENGTH << 2), textLength);
    setEntry(entry + ENTRY_BYTES);
  }
  return shape;
}

/** What is wrong with the value of a slot, FAULT_ or a KIND_; 0: nothing. */
function faultOf(slot: usize, check: u32, hasTime: bool): u32 {
  const kind = slotKind(slot);
  if (!hasValue(slot)) return kind == KIND_BLOCKED ? KIND_BLOCKED : 0;
  if (check == CHECK_TIMED_VALUE) return hasTime ? 0 : FAULT_TIME;
  if (check == CHECK_DECIMAL) {
    if (kind != KIND_STRING && kind != KIND_NUMBER) return kind;
    if (kind == KIND_NUMBER) return checkDecimal(load<u32>(slot, SLOT_START), load<u32>(slot, SLOT_END));
    readSlot(slot);
    return checkDecimal(input + textStart, input + textStart + textLength);
  }
  if (check != CHECK_INSTANT) return 0;
  if (kind != KIND_STRING) return kind;
  readSlot(slot);
  return isNaN(instantOf(input + textStart, textLength)) ? FAULT_OTHER_STRING : 0;
}

/** Reads the value of a slot as it is written; returns whether it holds a delimiter. */
function readValue(slot: usize): bool {
  const kind = slotKind(slot);
  if (kind == KIND_STRING) return readSlot(slot);
  const start = <usize>load<u32>(slot, SLOT_START);
  const end = <usize>load<u32>(slot, SLOT_END);
  if (kind != KIND_OBJECT && kind != KIND_ARRAY) return readText(start, end, false, false);
  addText(start, end, compact);
  return holdsDelimiter(input + textStart, textLength);
}
