// Records grouped by their users: each user has a list of records in source order. Users are looked up by a hash with a
// factor that each instance draws for itself, so that users that collide cannot be chosen.
//
// Workspace: table (u32 each: address of a user, 0: free) | nodes | users | items that sort the users

import {
  NODE_BYTES,
  NODE_NEXT,
  NODE_RECORD,
  NODE_ROW,
  PIECE_ADDRESS,
  PIECE_BYTES,
  PIECE_LENGTH,
  USER_BYTES,
  USER_FIRST,
  USER_LAST,
  USER_LENGTH,
  USER_TEXT,
} from '../../layout/fold';
import { ITEM_BYTES } from '../../layout/item';
import { equalBytes } from '../bytes';
import { itemAddress, putItem, sort } from '../sort';
import { compareUsers, userPrefix } from '../user-order';
import { recordRows, recordSize, recordUser, recordUserLength } from './record';

let factor: u64 = 0x9e3779b97f4a7c15;

let table: usize = 0;
let tableMask: u32 = 0;
let node: usize = 0;
let nodesEnd: usize = 0;
let users: usize = 0;
let usersEnd: usize = 0;
let workspaceEnd: usize = 0;
let rows: u32 = 0;
let maxRows: u32 = 0;

/** The items of the users, in their order, once they are sorted. */
export let firstUser: usize = 0;
export let lastUserEnd: usize = 0;

export function seedHash(seed: u64): void {
  factor = seed | 1;
}

/** Bytes that a user takes in addition to its rows. */
const USER_SHARE: u32 = USER_BYTES + ITEM_BYTES;

/** A table at most three quarters full. */
function tableSize(records: u32): u32 {
  let size: u32 = 64;
  while (<u64>size * 3 < <u64>records * 4) size <<= 1;
  return size;
}

/** Bytes of the table and the nodes for a number of records. */
function groupBytes(records: u32): u32 {
  return tableSize(records) * 4 + records * NODE_BYTES;
}

/** Begins to group at most `records` records with at most `mostRows` rows, in a workspace of at least groupBytes(records). */
export function beginGroups(workspace: usize, end: usize, records: u32, mostRows: u32): void {
  const size = tableSize(records);
  table = (workspace + 15) & ~15;
  tableMask = size - 1;
  memory.fill(table, 0, size << 2);
  node = table + (size << 2);
  nodesEnd = node + records * NODE_BYTES;
  users = (nodesEnd + 15) & ~15;
  usersEnd = users;
  workspaceEnd = end;
  rows = 0;
  maxRows = mostRows;
}

/** Begins to group at most `records` records, whatever rows they have. False if the workspace is too small. */
export function openGroups(workspace: usize, end: usize, records: u32): bool {
  if (workspace > end || <u64>groupBytes(records) + 64 > <u64>(end - workspace)) return false;
  beginGroups(workspace, end, records, u32.MAX_VALUE);
  return true;
}

/**
 * Groups `count` pieces (see ../../layout/fold.ts) of at most `records` records in all, and sorts their users. False if the workspace is too
 * small.
 */
export function groupPieces(pieces: usize, count: u32, records: u32, workspace: usize, end: usize): bool {
  if (!openGroups(workspace, end, records)) return false;
  for (let piece = pieces; piece < pieces + count * PIECE_BYTES; piece += PIECE_BYTES) {
    const from = <usize>load<u32>(piece, PIECE_ADDRESS);
    const pieceEnd = from + load<u32>(piece, PIECE_LENGTH);
    if (groupRecords(from, pieceEnd) != pieceEnd) return false;
  }
  sortUsers();
  return true;
}

/** Rows of the records that are grouped. */
export function groupedRows(): u32 {
  return rows;
}

/** Adds the records from an address on. Returns the address of the first that finds no room, `end` if all do. */
export function groupRecords(from: usize, end: usize): usize {
  while (from < end) {
    if (node == nodesEnd) break;
    const more = recordRows(from);
    if (more > maxRows - rows) break;
    const user = findUser(recordUser(from), recordUserLength(from));
    if (user == 0) break;
    store<u32>(node, <u32>from, NODE_RECORD);
    store<u32>(node, 0, NODE_NEXT);
    store<u32>(node, rows, NODE_ROW);
    const last = <usize>load<u32>(user, USER_LAST);
    if (last == 0) store<u32>(user, <u32>node, USER_FIRST);
    else store<u32>(last, <u32>node, NODE_NEXT);
    store<u32>(user, <u32>node, USER_LAST);
    node += NODE_BYTES;
    rows += more;
    from += recordSize(from);
  }
  return from;
}

/** Up to eight bytes of a text; reads past its end. */
function wordAt(text: usize, length: u32): u64 {
  const word = load<u64>(text);
  return length >= 8 ? word : word & (((<u64>1) << (length << 3)) - 1);
}

export function hashOf(text: usize, length: u32): u32 {
  let hash = <u64>length;
  for (let index: u32 = 0; index < length; index += 8) {
    hash = (hash ^ wordAt(text + index, length - index)) * factor;
    hash ^= hash >> 32;
  }
  return <u32>hash;
}

/** The entry of the table that holds the user of a text, or the free one where it belongs. */
function entryOf(text: usize, length: u32): usize {
  let place = hashOf(text, length) & tableMask;
  let user = <usize>load<u32>(table + (place << 2));
  while (user != 0 && !isUser(user, text, length)) {
    place = (place + 1) & tableMask;
    user = load<u32>(table + (place << 2));
  }
  return table + (place << 2);
}

/** Whether a user is among those of the records that are grouped. */
export function isGroupedUser(text: usize, length: u32): bool {
  return load<u32>(entryOf(text, length)) != 0;
}

/** The user of a text, a new one if it is not known; 0 if there is no room for it. */
function findUser(text: usize, length: u32): usize {
  const entry = entryOf(text, length);
  const user = <usize>load<u32>(entry);
  return user != 0 ? user : addUser(entry, text, length);
}

function isUser(user: usize, text: usize, length: u32): bool {
  const known = <usize>load<u32>(user, USER_TEXT);
  return (
    load<u32>(user, USER_LENGTH) == length &&
    wordAt(known, length) == wordAt(text, length) &&
    (length <= 8 || equalBytes(known, text, length))
  );
}

function addUser(place: usize, text: usize, length: u32): usize {
  const count = <u32>(usersEnd - users) / USER_BYTES + 1;
  if (users + count * USER_SHARE > workspaceEnd) return 0;
  const user = usersEnd;
  usersEnd += USER_BYTES;
  store<u32>(place, <u32>user);
  store<u32>(user, <u32>text, USER_TEXT);
  store<u32>(user, length, USER_LENGTH);
  store<u32>(user, 0, USER_FIRST);
  store<u32>(user, 0, USER_LAST);
  return user;
}

function userPrecedes(a: usize, b: usize): bool {
  const one = itemAddress(a);
  const other = itemAddress(b);
  return (
    compareUsers(
      load<u32>(one, USER_TEXT),
      load<u32>(one, USER_LENGTH),
      load<u32>(other, USER_TEXT),
      load<u32>(other, USER_LENGTH),
    ) < 0
  );
}

/** Sorts the users: their items are from `firstUser` to `lastUserEnd`, and the workspace is free from there on. */
export function sortUsers(): void {
  firstUser = usersEnd;
  lastUserEnd = firstUser;
  for (let user = users; user < usersEnd; user += USER_BYTES) {
    putItem(lastUserEnd, userPrefix(load<u32>(user, USER_TEXT), load<u32>(user, USER_LENGTH)), user);
    lastUserEnd += ITEM_BYTES;
  }
  sort(firstUser, <u32>(lastUserEnd - firstUser) / ITEM_BYTES, userPrecedes);
}
