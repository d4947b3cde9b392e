// The k-way merge: writes the rows that come to the front of the group (merge-group.ts), user by user.
//
// `mergeRows` (into a block of a run) and `mergeSummaries` (into a SummaryBatch) go on until they need something:
// the next block of the cursor `waitingRun`, or room. Whoever calls them brings it and calls again.

import { isAttribute } from './cursor';
import { front, isUserWritten, MERGE_NEEDS_ROOM, nextFront, passFront, resetGroup } from './merge-group';
import { ROW_ALONE, ROW_ID, ROW_UUID } from './run-format';
import { beginRow, blockUsers, keepUser, writeAlone, writeAttribute, writeId } from './run-writer';
import {
  beginSummaryRow,
  countSummaryId,
  isSummaryUser,
  writeSummaryAttribute,
  writeSummaryEvent,
} from './summary-writer';

/** Where the user of the block that is written is kept. */
let userBuffer: usize = 0;

/** Memory: as `resetGroup` has it. `lastUser` holds any user. */
export function resetMerge(memory: usize, runs: u32, lastUser: usize): void {
  resetGroup(memory, runs);
  userBuffer = lastUser;
}

function writeRunRow(cursor: usize): bool {
  const kind = load<u32>(cursor, 56);
  const alone = kind == ROW_ALONE;
  const name = load<u32>(cursor, 32);
  const nameLength = load<u32>(cursor, 36);
  const value = load<u32>(cursor, 48);
  const valueLength = load<u32>(cursor, 52);
  const users = blockUsers();
  const textBytes = alone ? 0 : nameLength + valueLength;
  if (!beginRow(load<u32>(cursor, 16), load<u32>(cursor, 20), textBytes, isUserWritten())) return false;
  if (blockUsers() != users) keepUser(userBuffer);
  if (alone) {
    writeAlone();
    return true;
  }
  if (kind >= ROW_ID) {
    writeId(name, nameLength, value, valueLength, kind == ROW_UUID);
  } else {
    const timestamp = load<f64>(cursor, 40);
    writeAttribute(name, nameLength, timestamp, value, valueLength, value == 0);
  }
  return true;
}

function writeSummaryRow(cursor: usize): bool {
  const user = load<u32>(cursor, 16);
  const userLength = load<u32>(cursor, 20);
  const goesOn = isUserWritten() || isSummaryUser(user, userLength);
  const name = load<u32>(cursor, 32);
  const nameLength = load<u32>(cursor, 36);
  if (load<u32>(cursor, 56) >= ROW_ID) {
    if (goesOn && countSummaryId(name, nameLength)) return true;
    if (!beginSummaryRow(user, userLength, nameLength, goesOn)) return false;
    writeSummaryEvent(name, nameLength);
    return true;
  }
  const value = load<u32>(cursor, 48);
  if (!isAttribute(cursor) || value == 0) return beginSummaryRow(user, userLength, 0, goesOn);
  const valueLength = load<u32>(cursor, 52);
  if (!beginSummaryRow(user, userLength, nameLength + valueLength, goesOn)) return false;
  writeSummaryAttribute(name, nameLength, value, valueLength);
  return true;
}

/** Merges into a block until it is full. */
export function mergeRows(): u32 {
  let state = nextFront();
  while (state == MERGE_NEEDS_ROOM && writeRunRow(front())) {
    passFront();
    state = nextFront();
  }
  return state;
}

/** Merges into a SummaryBatch until it is full. */
export function mergeSummaries(): u32 {
  let state = nextFront();
  while (state == MERGE_NEEDS_ROOM && writeSummaryRow(front())) {
    passFront();
    state = nextFront();
  }
  return state;
}
