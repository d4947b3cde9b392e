// The k-way merge: a binary heap of cursors, the smallest row on top. Rows of one key from several runs fold into one
// as they meet at the top: of an attribute the latest value stays, of an id the first. Runs are numbered in source
// order, so of equal timestamps that of the greater number is the later one.
//
// `mergeRows` (into a block of a run) and `mergeSummaries` (into a SummaryBatch) go on until they need something:
// the next block of the cursor `waitingRun`, or room. Whoever calls them brings it and calls again.

import { CURSOR_BYTES, compareRows, isLater, nextRow, openBlock, openCursor, precedesUsers } from './cursor';
import { SECTION_ALONE, SECTION_ATTRIBUTES, TAG_CLEARED, TAG_UUID } from './run-format';
import { beginBlock, beginRow, blockBytes, writeAlone, writeAttribute, writeId } from './run-writer';
import {
  beginSummaries,
  beginSummaryRow,
  countSummaryId,
  summaryBytes,
  writeSummaryAttribute,
  writeSummaryEvent,
} from './summary-writer';

export const MERGE_DONE: u32 = 0;
export const MERGE_NEEDS_BLOCK: u32 = 1;
export const MERGE_NEEDS_ROOM: u32 = 2;

let cursors: usize = 0;
let heap: usize = 0;
let size: u32 = 0;
/** Place in the heap of the cursor whose block has ended. */
let waitingPlace: u32 = 0;
let waiting: bool = false;

/** Memory before the buffers: `runs` cursors, then the heap (u32 each). */
export function resetMerge(memory: usize, runs: u32): void {
  cursors = memory;
  heap = memory + runs * CURSOR_BYTES;
  size = 0;
  waiting = false;
}

function cursorOf(run: u32): usize {
  return cursors + run * CURSOR_BYTES;
}

function at(place: u32): usize {
  return <usize>load<u32>(heap + ((<usize>place) << 2));
}

function put(place: u32, cursor: usize): void {
  store<u32>(heap + ((<usize>place) << 2), cursor);
}

/**
 * Adds a run with its first block. Runs are numbered in source order. False if
 * the block has no row of the users that are merged.
 */
export function addRun(run: u32, block: usize, length: u32): bool {
  const cursor = cursorOf(run);
  openCursor(cursor, run);
  openBlock(cursor, block, length);
  do {
    if (!nextRow(cursor)) return false;
  } while (precedesUsers(cursor));
  let place = size++;
  while (place > 0) {
    const parent = (place - 1) >> 1;
    if (compareRows(at(parent), cursor) <= 0) break;
    put(place, at(parent));
    place = parent;
  }
  put(place, cursor);
  return true;
}

export function waitingRun(): u32 {
  return load<u32>(at(waitingPlace), 64);
}

/** Goes on with the next block of the waiting run; of length 0: the run has ended. */
export function refill(block: usize, length: u32): void {
  waiting = false;
  const cursor = at(waitingPlace);
  openBlock(cursor, block, length);
  if (!nextRow(cursor)) {
    size--;
    if (waitingPlace == size) return;
    put(waitingPlace, at(size));
  }
  siftDown(waitingPlace);
}

function siftDown(place: u32): void {
  const cursor = at(place);
  while (true) {
    let child = (place << 1) + 1;
    if (child >= size) break;
    if (child + 1 < size && compareRows(at(child + 1), at(child)) < 0) child++;
    if (compareRows(at(child), cursor) >= 0) break;
    put(place, at(child));
    place = child;
  }
  put(place, cursor);
}

/** Moves the cursor at a place to its next row. False if it needs a block for that. */
function advance(place: u32): bool {
  if (!nextRow(at(place))) {
    waiting = true;
    waitingPlace = place;
    return false;
  }
  siftDown(place);
  return true;
}

/** Drops rows until the one on top is the only one of its key. False if a cursor needs a block. */
function foldTop(): bool {
  while (size > 1) {
    const second: u32 = size > 2 && compareRows(at(2), at(1)) < 0 ? 2 : 1;
    if (compareRows(at(0), at(second)) != 0) break;
    const secondWins = load<u32>(at(0), 56) == SECTION_ATTRIBUTES && isLater(at(second), at(0));
    if (!advance(secondWins ? 0 : second)) return false;
  }
  return true;
}

function writeRunRow(cursor: usize): bool {
  const section = load<u32>(cursor, 56);
  const tag = load<u32>(cursor, 60);
  const name = load<u32>(cursor, 32);
  const nameLength = load<u32>(cursor, 36);
  const value = load<u32>(cursor, 48);
  const valueLength = tag == TAG_CLEARED ? 0 : load<u32>(cursor, 52);
  const textBytes = section == SECTION_ALONE ? 0 : nameLength + valueLength;
  if (!beginRow(load<u32>(cursor, 16), load<u32>(cursor, 20), textBytes)) return false;
  if (section == SECTION_ALONE) {
    writeAlone();
  } else if (section == SECTION_ATTRIBUTES) {
    const timestamp = load<f64>(cursor, 40);
    writeAttribute(name, nameLength, timestamp, value, valueLength, tag == TAG_CLEARED);
  } else {
    writeId(name, nameLength, value, valueLength, tag == TAG_UUID);
  }
  return true;
}

function writeSummaryRow(cursor: usize): bool {
  const section = load<u32>(cursor, 56);
  const user = load<u32>(cursor, 16);
  const userLength = load<u32>(cursor, 20);
  const name = load<u32>(cursor, 32);
  const nameLength = load<u32>(cursor, 36);
  if (section == SECTION_ALONE || load<u32>(cursor, 60) == TAG_CLEARED)
    return beginSummaryRow(user, userLength, 0);
  if (section == SECTION_ATTRIBUTES) {
    const value = load<u32>(cursor, 48);
    const valueLength = load<u32>(cursor, 52);
    if (!beginSummaryRow(user, userLength, nameLength + valueLength)) return false;
    writeSummaryAttribute(name, nameLength, value, valueLength);
    return true;
  }
  if (countSummaryId(user, userLength, name, nameLength)) return true;
  if (!beginSummaryRow(user, userLength, nameLength)) return false;
  writeSummaryEvent(name, nameLength);
  return true;
}

/** Merges into a block until it is full. */
export function mergeRows(): u32 {
  if (waiting) return MERGE_NEEDS_BLOCK;
  while (size > 0) {
    if (!foldTop()) return MERGE_NEEDS_BLOCK;
    if (!writeRunRow(at(0))) return MERGE_NEEDS_ROOM;
    if (!advance(0)) return MERGE_NEEDS_BLOCK;
  }
  return MERGE_DONE;
}

/** Merges into a SummaryBatch until it is full. */
export function mergeSummaries(): u32 {
  if (waiting) return MERGE_NEEDS_BLOCK;
  while (size > 0) {
    if (!foldTop()) return MERGE_NEEDS_BLOCK;
    if (!writeSummaryRow(at(0))) return MERGE_NEEDS_ROOM;
    if (!advance(0)) return MERGE_NEEDS_BLOCK;
  }
  return MERGE_DONE;
}
