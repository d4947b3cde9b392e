// Records grouped by their users: each user has a list of its records. Users are looked up by a hash with a factor that each
// instance draws for itself, so that users that collide cannot be chosen. The lists are put together when all records are met,
// in the order of the users, so that whoever reads them reads memory in its order, and need not wait for one to find the next.
//
// Workspace: table (u32 each: address of a user, 0: free) | nodes | lists | users | items that sort the users

import {
  ENTRY_BYTES,
  ENTRY_RECORD,
  ENTRY_ROW,
  NODE_BYTES,
  NODE_LIST,
  NODE_RECORD,
  NODE_ROW,
  PIECE_ADDRESS,
  PIECE_BYTES,
  PIECE_LENGTH,
  USER_ATTRIBUTES,
  USER_BYTES,
  USER_EVENTS,
  USER_FIRST,
  USER_LENGTH,
  USER_TEXT,
} from '../../layout/fold';
import { ITEM_BYTES } from '../../layout/item';
import { equalBytes } from '../bytes';
import { itemAddress, putItem, sort } from '../sort';
import { compareUsers, userPrefix } from '../user-order';
import { isEvent, recordRows, recordSize, recordUser, recordUserLength } from './record';

let factor: u64 = 0x9e3779b97f4a7c15;

let table: usize = 0;
let tableMask: u32 = 0;
let nodes: usize = 0;
let node: usize = 0;
let nodesEnd: usize = 0;
let lists: usize = 0;
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

/** Bytes of the table, the nodes and the lists for a number of records. */
function groupBytes(records: u32): u32 {
  return tableSize(records) * 4 + records * (NODE_BYTES + ENTRY_BYTES);
}

/** Begins to group at most `records` records with at most `mostRows` rows, in a workspace of at least groupBytes(records). */
export function beginGroups(workspace: usize, end: usize, records: u32, mostRows: u32): void {
  const size = tableSize(records);
  table = (workspace + 15) & ~15;
  tableMask = size - 1;
  memory.fill(table, 0, size << 2);
  nodes = table + (size << 2);
  node = nodes;
  nodesEnd = node + records * NODE_BYTES;
  lists = nodesEnd;
  users = (lists + records * ENTRY_BYTES + 15) & ~15;
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
    const list = user + (isEvent(from) ? USER_EVENTS : USER_ATTRIBUTES);
    store<u32>(list, load<u32>(list) + 1);
    store<u32>(node, <u32>from, NODE_RECORD);
    store<u32>(node, <u32>list, NODE_LIST);
    store<u32>(node, rows, NODE_ROW);
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
  store<u32>(user, 0, USER_ATTRIBUTES);
  store<u32>(user, 0, USER_EVENTS);
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

/** Sorts the users and lists their records: their items are from `firstUser` to `lastUserEnd`, and the workspace is free from there on. */
export function sortUsers(): void {
  firstUser = usersEnd;
  lastUserEnd = firstUser;
  for (let user = users; user < usersEnd; user += USER_BYTES) {
    putItem(lastUserEnd, userPrefix(load<u32>(user, USER_TEXT), load<u32>(user, USER_LENGTH)), user);
    lastUserEnd += ITEM_BYTES;
  }
  sort(firstUser, <u32>(lastUserEnd - firstUser) / ITEM_BYTES, userPrecedes);
  makeLists();
}

function makeLists(): void {
  let next = lists;
  for (let item = firstUser; item < lastUserEnd; item += ITEM_BYTES) {
    const user = itemAddress(item);
    const events = next + load<u32>(user, USER_ATTRIBUTES) * ENTRY_BYTES;
    store<u32>(user, <u32>next, USER_FIRST);
    store<u32>(user, <u32>next, USER_ATTRIBUTES);
    next = events + load<u32>(user, USER_EVENTS) * ENTRY_BYTES;
    store<u32>(user, <u32>events, USER_EVENTS);
  }
  for (let each = nodes; each < node; each += NODE_BYTES) {
    const list = <usize>load<u32>(each, NODE_LIST);
    const entry = <usize>load<u32>(list);
    store<u32>(list, <u32>(entry + ENTRY_BYTES));
    store<u32>(entry, load<u32>(each, NODE_RECORD), ENTRY_RECORD);
    store<u32>(entry, load<u32>(each, NODE_ROW), ENTRY_ROW);
  }
}

/** The entries of a user's attributes end where those of its events begin. */
export function attributesOf(user: usize): usize {
  return load<u32>(user, USER_FIRST);
}

export function eventsOf(user: usize): usize {
  return load<u32>(user, USER_ATTRIBUTES);
}

export function eventsEndOf(user: usize): usize {
  return load<u32>(user, USER_EVENTS);
}
