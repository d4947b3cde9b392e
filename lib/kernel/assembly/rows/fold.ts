// Folds records into summaries: pieces of records in source order come in, rows of a SummaryBatch go out. If the
// output is full, the fold pauses; its pieces must stay until everything is written. A user may continue in the pieces of the
// next fold, as long as its rows ascend (attributes by name, then events by name and id) and no key is in both folds.

import {
  FOLD_DONE,
  FOLD_NEEDS_ROOM,
  FOLD_PARTS,
  FOLD_TOO_LARGE,
  FOLD_VALUES,
  FOLD_WHOLE,
  ROW_NAME,
  ROW_NAME_LENGTH,
  ROW_VALUE,
  ROW_VALUE_LENGTH,
  USER_LENGTH,
  USER_TEXT,
} from '../../layout/fold';
import { ITEM_BYTES } from '../../layout/item';
import { LONG_CLEARED } from '../../layout/record';
import { SUMMARY_ATTRIBUTE, SUMMARY_EVENT } from '../../layout/summary';
import { itemAddress } from '../sort';
import {
  addSummaryCount,
  beginSummaryRow,
  isSummaryUser,
  writeSummaryCount,
  writeSummaryText,
} from '../summary-writer';
import { items, itemsEnd, roomForRows } from './collect-rows';
import {
  collectDifferent,
  numberMeasures,
  openCollected,
  putValues,
  reduceCollected,
  writeMeasures,
  writeValues,
} from './fold-measures';
import { endOfName } from './fold-rows';
import { distinctCount, measureCount, resetStates } from './measure-states';
import { collectAttributes, collectEvents } from './user-rows';
import { firstUser, groupedRows, groupPieces, lastUserEnd } from './user-table';

// The section of the current user that is written next.
const ATTRIBUTES: u32 = 0;
const EVENTS: u32 = 1;
const MEASURES: u32 = 2;

let workspaceEnd: usize = 0;
/** The item of the current user. */
let user: usize = 0;
let section: u32 = ATTRIBUTES;
/** Whether rows of the section are collected, and the user is in the output. */
let opened: bool = false;
let item: usize = 0;
/** FOLD_WHOLE, FOLD_PARTS or FOLD_VALUES. */
let mode: u32 = FOLD_WHOLE;

/**
 * Begins with `count` pieces (see ../../layout/fold.ts) of `records` records in all; `measures` says what becomes of the measures.
 * False if the workspace is too small even to group them by user.
 */
export function openFold(
  pieces: usize,
  count: u32,
  records: u32,
  workspace: usize,
  end: usize,
  measures: u32,
): bool {
  mode = measures;
  if (distinctCount > 0) numberMeasures();
  if (!groupPieces(pieces, count, records, workspace, end)) return false;
  workspaceEnd = end;
  user = firstUser;
  section = ATTRIBUTES;
  opened = false;
  return true;
}

/** After FOLD_TOO_LARGE: the first user of whom nothing is written. */
export function foldUserText(): usize {
  return load<u32>(itemAddress(user), USER_TEXT);
}

export function foldUserLength(): u32 {
  return load<u32>(itemAddress(user), USER_LENGTH);
}

/** Continues as far as possible. FOLD_DONE when everything is written. */
export function fold(): u32 {
  for (; user < lastUserEnd; user += ITEM_BYTES) {
    const state = foldUser(itemAddress(user));
    if (state != FOLD_DONE) return state;
  }
  return FOLD_DONE;
}

function foldUser(entry: usize): u32 {
  if (mode == FOLD_VALUES) return foldValues(entry);
  if (section == ATTRIBUTES) {
    if (!opened) {
      if (!fits(entry)) return FOLD_TOO_LARGE;
      if (!collectAttributes(entry, lastUserEnd, workspaceEnd)) return FOLD_TOO_LARGE;
      if (!beginUser(entry)) return FOLD_NEEDS_ROOM;
      item = items;
      opened = true;
    }
    if (!writeAttributes(entry)) return FOLD_NEEDS_ROOM;
    section = EVENTS;
    opened = false;
  }
  if (section == EVENTS) {
    if (!opened) {
      if (!collectEvents(entry, lastUserEnd, workspaceEnd)) return FOLD_TOO_LARGE;
      item = items;
      opened = true;
    }
    if (!writeEvents(entry)) return FOLD_NEEDS_ROOM;
    section = MEASURES;
    opened = false;
  }
  if (measureCount > 0) {
    const state = foldMeasures(entry);
    if (state != FOLD_DONE) return state;
  }
  section = ATTRIBUTES;
  opened = false;
  return FOLD_DONE;
}

/** Whether the rows of a user fit: no user must be written in part. If there are few rows, they do. */
function fits(entry: usize): bool {
  const needed = <u64>groupedRows() * (distinctCount == 0 ? 1 : 2 + distinctCount);
  if (needed <= <u64>roomForRows(lastUserEnd, workspaceEnd)) return true;
  if (!collectEvents(entry, lastUserEnd, workspaceEnd)) return false;
  return distinctCount == 0 || collectDifferent(workspaceEnd);
}

/** The user may continue the event written last: then the output must not end here, even if it is full. */
function beginUser(entry: usize): bool {
  const text = <usize>load<u32>(entry, USER_TEXT);
  const length = load<u32>(entry, USER_LENGTH);
  return isSummaryUser(text, length) || beginSummaryRow(text, length, 0, false);
}

/** The measures of a user whose events are collected. */
function foldMeasures(entry: usize): u32 {
  if (!opened) {
    if (mode == FOLD_WHOLE) resetStates();
    reduceCollected();
    if (distinctCount > 0 && !collectDifferent(workspaceEnd)) return FOLD_TOO_LARGE;
    openCollected();
    opened = true;
  }
  const text = <usize>load<u32>(entry, USER_TEXT);
  const length = load<u32>(entry, USER_LENGTH);
  if (mode == FOLD_PARTS) return distinctCount > 0 ? putValues(text, length) : FOLD_DONE;
  return writeMeasures(text, length) ? FOLD_DONE : FOLD_NEEDS_ROOM;
}

/** A user of whom there are only records of values. */
function foldValues(entry: usize): u32 {
  if (!opened) {
    if (!collectEvents(entry, lastUserEnd, workspaceEnd)) return FOLD_TOO_LARGE;
    if (!beginUser(entry)) return FOLD_NEEDS_ROOM;
    openCollected();
    opened = true;
  }
  const state = writeValues(load<u32>(entry, USER_TEXT), load<u32>(entry, USER_LENGTH));
  if (state == FOLD_DONE) opened = false;
  return state;
}

function beginRow(entry: usize, textBytes: u32): bool {
  return beginSummaryRow(load<u32>(entry, USER_TEXT), load<u32>(entry, USER_LENGTH), textBytes, true);
}

function writeAttributes(entry: usize): bool {
  for (; item < itemsEnd; item += ITEM_BYTES) {
    const row = itemAddress(item);
    const length = load<u32>(row, ROW_VALUE_LENGTH);
    if (length == LONG_CLEARED) continue;
    const nameLength = load<u32>(row, ROW_NAME_LENGTH);
    if (!beginRow(entry, nameLength + length)) return false;
    writeSummaryText(
      <u8>SUMMARY_ATTRIBUTE,
      load<u32>(row, ROW_NAME),
      nameLength,
      load<u32>(row, ROW_VALUE),
      length,
    );
  }
  return true;
}

function writeEvents(entry: usize): bool {
  while (item < itemsEnd) {
    const row = itemAddress(item);
    const next = endOfName(item, itemsEnd);
    const name = <usize>load<u32>(row, ROW_NAME);
    const length = load<u32>(row, ROW_NAME_LENGTH);
    const ids = <u64>((next - item) / ITEM_BYTES);
    if (!addSummaryCount(<u8>SUMMARY_EVENT, name, length, ids)) {
      if (!beginRow(entry, length)) return false;
      writeSummaryCount(<u8>SUMMARY_EVENT, name, length, ids);
    }
    item = next;
  }
  return true;
}
