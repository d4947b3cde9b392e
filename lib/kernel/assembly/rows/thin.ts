// Thins records: drops rows that cannot change the result, because the same records hold a later value of the attribute, or
// the same id earlier. The rows that are left keep their order and form.
//
// Works on as many records at a time as the workspace takes; rows of different batches are not compared.
// Workspace: a bit for each row, whether it stays | groups and rows

import { ENTRY_BYTES, ENTRY_RECORD, ENTRY_ROW, ROW_NUMBER } from '../../layout/fold';
import { ITEM_BYTES } from '../../layout/item';
import {
  LONG_LENGTH_BYTES,
  LONG_PAIR_BYTES,
  LONG_SIZE,
  RECORD_SIZE,
  SHORT_LENGTH_BYTES,
} from '../../layout/record';
import { itemAddress } from '../sort';
import { items, itemsEnd } from './collect-rows';
import {
  entryTextBytes,
  isLong,
  lengthBytes,
  pairBytes,
  recordBody,
  recordEntries,
  recordKind,
  recordRows,
  recordSize,
  timeBytes,
} from './record';
import { collectAttributes, collectEvents } from './user-rows';
import {
  attributesOf,
  beginGroups,
  eventsEndOf,
  firstUser,
  groupedRows,
  groupRecords,
  lastUserEnd,
  sortUsers,
} from './user-table';

/** About the bytes that a record takes of the workspace in addition to its rows: table, node, entry, user and item. */
const RECORD_SHARE: u32 = 72;

let bits: usize = 0;
let workspaceStart: usize = 0;
let workspaceEnd: usize = 0;
let keptRecords: u32 = 0;
let keptRows: u32 = 0;

/** Records and rows that the last `thin` left. */
export function thinnedRecords(): u32 {
  return keptRecords;
}

export function thinnedRows(): u32 {
  return keptRows;
}

/** Thins the records from `from` to `end` in place. Returns the end of the records that are left. */
export function thin(from: usize, end: usize, workspace: usize, limit: usize): usize {
  const share = <u32>(limit - workspace) >> 4;
  bits = workspace;
  workspaceStart = workspace + share;
  workspaceEnd = limit;
  keptRecords = 0;
  keptRows = 0;
  let to = from;
  while (from < end) {
    beginGroups(
      workspaceStart,
      workspaceEnd,
      <u32>(limit - workspaceStart) / 3 / RECORD_SHARE,
      (share - 8) << 3,
    );
    const next = groupRecords(from, end);
    if (next == from) {
      // A record with more rows than the workspace has bits.
      to = keep(from, to);
      from += recordSize(from);
      continue;
    }
    memory.fill(bits, 0, (groupedRows() >> 3) + 1);
    mark();
    to = sweep(from, next, to);
    from = next;
  }
  return to;
}

function setBit(number: u32): void {
  const at = bits + (number >> 3);
  store<u8>(at, load<u8>(at) | ((<u8>1) << (<u8>number & 7)));
}

function bit(number: u32): bool {
  return (load<u8>(bits + (number >> 3)) & (1 << (number & 7))) != 0;
}

/** Sets the bits of the rows that stay. */
function mark(): void {
  sortUsers();
  for (let user = firstUser; user < lastUserEnd; user += ITEM_BYTES) markUser(itemAddress(user));
}

function markUser(user: usize): void {
  let kept: u32 = 0;
  if (!collectAttributes(user, lastUserEnd, workspaceEnd)) return markAll(user);
  kept += markCollected();
  if (!collectEvents(user, lastUserEnd, workspaceEnd)) return markAll(user);
  kept += markCollected();
  // That the user exists takes one row: its records are attributes without entries.
  if (kept == 0) setBit(load<u32>(attributesOf(user), ENTRY_ROW));
}

function markCollected(): u32 {
  for (let item = items; item < itemsEnd; item += ITEM_BYTES)
    setBit(load<u32>(itemAddress(item), ROW_NUMBER));
  return <u32>(itemsEnd - items) / ITEM_BYTES;
}

function markAll(user: usize): void {
  const last = eventsEndOf(user);
  for (let entry = attributesOf(user); entry < last; entry += ENTRY_BYTES) {
    const first = load<u32>(entry, ENTRY_ROW);
    const end = first + recordRows(load<u32>(entry, ENTRY_RECORD));
    for (let row = first; row < end; row++) setBit(row);
  }
}

/** Moves a whole record. Returns its new end. */
function keep(record: usize, to: usize): usize {
  const size = recordSize(record);
  keptRecords++;
  keptRows += recordRows(record);
  if (to != record) memory.copy(to, record, size);
  return to + size;
}

/** Moves the rows that stay together, to `to`. Returns their end. */
function sweep(from: usize, end: usize, to: usize): usize {
  let row: u32 = 0;
  while (from < end) {
    const size = recordSize(from);
    const rows = recordRows(from);
    let staying: u32 = 0;
    for (let each = row; each < row + rows; each++) staying += u32(bit(each));
    // The tables of lengths are read from a copy, which must fit into the free part of the workspace.
    const tooLong = lastUserEnd + 16 + rows * LONG_PAIR_BYTES > workspaceEnd;
    if (staying == rows || (staying > 0 && tooLong)) to = keep(from, to);
    else if (staying > 0) to = keepEntries(from, to, row, staying);
    row += rows;
    from += size;
  }
  return to;
}

/** Moves a record of attributes without the entries whose bits are not set. */
function keepEntries(record: usize, to: usize, row: u32, staying: u32): usize {
  const long = isLong(record);
  const body = recordBody(record);
  const entries = recordEntries(record);
  const time = timeBytes(recordKind(record));
  const pair = pairBytes(long);
  const lengths = body + lengthBytes(long) + time;
  const copy = (lastUserEnd + 15) & ~15;
  memory.copy(copy, lengths, entries * pair);
  let text = lengths + entries * pair;
  const headBytes = <u32>(lengths - record);
  memory.copy(to, record, headBytes);
  if (long) store<u32>(to + headBytes - time - LONG_LENGTH_BYTES, staying);
  else store<u8>(to + headBytes - time - SHORT_LENGTH_BYTES, <u8>staying);
  let at = to + headBytes;
  let next = at + staying * pair;
  for (let entry: u32 = 0; entry < entries; entry++) {
    const bytes = entryTextBytes(copy + entry * pair, long);
    if (bit(row + entry)) {
      memory.copy(at, copy + entry * pair, pair);
      memory.copy(next, text, bytes);
      at += pair;
      next += bytes;
    }
    text += bytes;
  }
  const size = <u32>(next - to);
  if (long) store<u32>(to, size, LONG_SIZE);
  else store<u16>(to, <u16>size, RECORD_SIZE);
  keptRecords++;
  keptRows += staying;
  return next;
}
