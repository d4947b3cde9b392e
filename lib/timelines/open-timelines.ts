import { align } from '../kernel/kernel.js';
import type { Folder, Piece } from '../runs/folder.js';

/** Share of the workspace for tables of activities; more activities at once are not faster. */
const TABLE_SHARE = 1 / 64;
const MAX_ACTIVITIES = 4096;

/** Where the kernel writes activities, and how many at once. */
export interface TimelineTable {
  readonly table: number;
  readonly most: number;
}

/**
 * Orders the activities of pieces of at most `records` records; the workspace is free from `free` on. It must be so large that
 * TIMELINE_SHARE bytes are free for each record. `bytes`: what an activity takes in the table.
 */
export function openTimelines(
  folder: Folder,
  pieces: readonly Piece[],
  records: number,
  free: number,
  bytes: number,
): TimelineTable {
  const most = Math.min(MAX_ACTIVITIES, Math.floor(((folder.end - folder.start) * TABLE_SHARE) / bytes));
  const table = align(free);
  const list = align(table + most * bytes + TABLES_SLACK);
  const rest = folder.putPieces(pieces, list);
  const { exports } = folder.kernel;
  if (rest === undefined || exports.openTimelines(list, pieces.length, records, rest, folder.end) === 0) {
    throw new Error('timelines do not fit into the workspace that was planned for them');
  }
  return { table, most };
}

/** For the alignment of a second table. */
const TABLES_SLACK = 16;
