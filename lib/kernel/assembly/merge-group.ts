// The cursors of the smallest user, the group of a merge, in a line by their rows; one that moves on goes back to its new
// place in it, or leaves with its next user. When the last one has left, the next group is looked for among all cursors.
// Most users have a few rows in a few runs, so the line is short, and no order needs to be kept among all runs: looking at
// all their users' keys takes a few instructions, once a user.
// Rows of one key from several runs fold into one as they meet at the front: of an attribute the latest value stays, of
// an id the first. Runs are numbered in source order, so of equal timestamps that of the greater number is the later one.
//
// Key of a user (i64): its prefix, less 2^63; NO_USER: the run has ended.
// Place in the line: 0 key (u64): what `rowKey` gives, where there are several    8 cursor (u32)

import {
  CURSOR_BYTES,
  compareCursorUsers,
  compareRows,
  isAttribute,
  isLater,
  NO_ROW,
  nextRow,
  openBlock,
  openCursor,
  precedesUsers,
  rowKey,
  SAME_USER,
} from './cursor';

/** What the merge has come to, or needs to go on. */
export const MERGE_DONE: u32 = 0;
export const MERGE_NEEDS_BLOCK: u32 = 1;
export const MERGE_NEEDS_ROOM: u32 = 2;

const PLACE_BYTES: u32 = 16;

/** No text begins like this: UTF-8 has no such bytes, and integers have other prefixes. */
const NO_USER: i64 = i64.MAX_VALUE;

let cursors: usize = 0;
let users: usize = 0;
let usersEnd: usize = 0;
let line: usize = 0;
/** Places in the line. */
let group: u32 = 0;
/** A row of the group's user has been written. */
let written: bool = false;
/** The place of the cursor whose block has ended. */
let waitingPlace: u32 = 0;
let waiting: bool = false;

/** Memory: `runs` cursors, their users' keys and one more, the line. */
export function resetGroup(memory: usize, runs: u32): void {
  cursors = memory;
  users = cursors + runs * CURSOR_BYTES;
  usersEnd = users + ((runs + 1) >> 1) * 16;
  line = usersEnd;
  for (let each = users; each < usersEnd; each += 8) store<i64>(each, NO_USER);
  group = 0;
  waiting = false;
}

function at(place: u32): usize {
  return <usize>load<u32>(line + place * PLACE_BYTES, 8);
}

function keyAt(place: u32): u64 {
  return load<u64>(line + place * PLACE_BYTES);
}

function put(place: u32, key: u64, cursor: usize): void {
  store<u64>(line + place * PLACE_BYTES, key);
  store<u32>(line + place * PLACE_BYTES, cursor, 8);
}

/** Moves the places from one up to another a place towards the front, over the one before them. */
function closeUp(place: u32, end: u32): void {
  const last = line + end * PLACE_BYTES;
  for (let each = line + place * PLACE_BYTES; each < last; each += PLACE_BYTES)
    v128.store(each - PLACE_BYTES, v128.load(each));
}

/** Puts a cursor at a place that is free, or behind those after it that come first. */
function sink(place: u32, cursor: usize): void {
  const key = rowKey(cursor);
  let next = place + 1;
  while (next < group && keyAt(next) < key) next++;
  // Those of the same key, which may be all, are compared in full.
  let high = next;
  while (high < group && keyAt(high) == key) high++;
  while (next < high) {
    const middle = (next + high) >> 1;
    if (compareRows(at(middle), cursor) < 0) next = middle + 1;
    else high = middle;
  }
  closeUp(place + 1, next);
  put(next - 1, key, cursor);
}

function noteUser(cursor: usize): void {
  store<i64>(users + (load<u32>(cursor, 60) << 3), <i64>load<u64>(cursor, 8) ^ i64.MIN_VALUE);
}

/**
 * Adds a run with its first block. Runs are numbered in source order; `names` is room for the names of any of its
 * blocks. False if the block has no row of the users that are merged.
 */
export function addRun(run: u32, block: usize, length: u32, names: usize): bool {
  const cursor = cursors + run * CURSOR_BYTES;
  openCursor(cursor, run, names);
  openBlock(cursor, block, length);
  do {
    if (nextRow(cursor) == NO_ROW) return false;
  } while (precedesUsers(cursor));
  noteUser(cursor);
  return true;
}

export function waitingRun(): u32 {
  return load<u32>(at(waitingPlace), 60);
}

/** Goes on with the next block of the waiting run; of length 0: the run has ended. */
export function refill(block: usize, length: u32): void {
  waiting = false;
  const cursor = at(waitingPlace);
  openBlock(cursor, block, length);
  if (nextRow(cursor) == NO_ROW) {
    store<i64>(users + (load<u32>(cursor, 60) << 3), NO_USER);
    leave(waitingPlace);
    return;
  }
  // A block begins with a user, whether it is a new one or not. One that is alone in its group may as well begin another.
  const stays = group > 1 && compareCursorUsers(cursor, at(waitingPlace == 0 ? 1 : 0)) == 0;
  settle(waitingPlace, cursor, stays);
}

function leave(place: u32): void {
  closeUp(place + 1, group--);
}

/** Brings a cursor of the group that has moved on to where it belongs. */
function settle(place: u32, cursor: usize, stays: bool): void {
  if (!stays) {
    noteUser(cursor);
    leave(place);
  } else if (group > 1) {
    sink(place, cursor);
  }
}

/** Moves the cursor at a place to its next row. False if it needs a block for that. */
function advance(place: u32): bool {
  const cursor = at(place);
  const found = nextRow(cursor);
  if (found == NO_ROW) {
    waiting = true;
    waitingPlace = place;
    return false;
  }
  settle(place, cursor, found == SAME_USER);
  return true;
}

function smallestUser(): i64 {
  let smallest = v128.load(users);
  for (let each = users + 16; each < usersEnd; each += 16) {
    const next = v128.load(each);
    smallest = v128.bitselect(next, smallest, i64x2.lt_s(next, smallest));
  }
  return min(i64x2.extract_lane(smallest, 0), i64x2.extract_lane(smallest, 1));
}

/** The cursors of the smallest user become the group. False if there is none left. */
function openGroup(): bool {
  if (users == usersEnd) return false;
  const user = smallestUser();
  if (user == NO_USER) return false;
  const wanted = i64x2.splat(user);
  let cursor = cursors;
  for (let each = users; each < usersEnd; each += 16) {
    const equal = i64x2.bitmask(i64x2.eq(v128.load(each), wanted));
    if (equal & 1) join(cursor);
    if (equal & 2) join(cursor + CURSOR_BYTES);
    cursor += 2 * CURSOR_BYTES;
  }
  if (group > 1) {
    for (let place = group; place > 0; place--) sink(place - 1, at(place - 1));
  }
  written = false;
  return true;
}

/** Adds a cursor to the group if it has the user of the others, and alone if its user comes first. */
function join(cursor: usize): void {
  if (group > 0) {
    const order = compareCursorUsers(cursor, at(0));
    if (order > 0) return;
    if (order < 0) group = 0;
  }
  put(group++, 0, cursor);
}

/** Drops rows until the one at the front is the only one of its key. False if a cursor needs a block. */
function foldFront(): bool {
  while (group > 1 && keyAt(0) == keyAt(1) && compareRows(at(0), at(1)) == 0) {
    const secondWins = isAttribute(at(0)) && isLater(at(1), at(0));
    if (!advance(secondWins ? 0 : 1)) return false;
  }
  return true;
}

/** Readies the front for being written: MERGE_NEEDS_ROOM then, else what is missing. */
export function nextFront(): u32 {
  if (waiting) return MERGE_NEEDS_BLOCK;
  if (group == 0 && !openGroup()) return MERGE_DONE;
  return group == 1 || foldFront() ? MERGE_NEEDS_ROOM : MERGE_NEEDS_BLOCK;
}

/** The cursor whose row is to be written next, once `nextFront` has readied it. */
export function front(): usize {
  return at(0);
}

/** Whether a row of the front's user has been written before. */
export function isUserWritten(): bool {
  return written;
}

/** The row at the front has been written. */
export function passFront(): void {
  written = true;
  advance(0);
}
