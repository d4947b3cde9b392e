import { SpillwayError } from '../errors.js';
import { align } from '../kernel/kernel.js';
import { KIND_MAPPED } from '../kernel/layout/record.js';
import {
  ACTIVITY_BYTES,
  ACTIVITY_ID,
  ACTIVITY_ID_LENGTH,
  ACTIVITY_KIND,
  ACTIVITY_NAME,
  ACTIVITY_NAME_LENGTH,
  ACTIVITY_TIME,
  ACTIVITY_USER,
  ACTIVITY_USER_LENGTH,
} from '../kernel/layout/timeline.js';
import type { FieldMapping } from '../mapping/mapping.js';
import type { Folder, Piece } from '../runs/folder.js';
import { mappedActivity, type TimelineActivity } from './timeline-activity.js';

/**
 * Bytes of the workspace that a record takes at most besides its own while timelines are ordered: what grouping takes, an
 * item, and a part of the table of activities.
 */
export const TIMELINE_SHARE = 80;
/** Share of the workspace for the table; more activities at once are not faster. */
const TABLE_SHARE = 1 / 64;
const MAX_ACTIVITIES = 4096;

/** Activities of consecutive users, in order. */
export interface ActivityChunk {
  readonly activities: readonly TimelineActivity[];
  /** Each user, and the index of its first activity here. The first user may continue the last one of the chunk before. */
  readonly users: readonly { readonly user_id: string; readonly first: number }[];
}

export interface ChunkOptions {
  /** What the records were read by. */
  readonly mapping: FieldMapping | undefined;
  /** The timestamp of all activities (NaN: none) where records have numbers instead. Default: that of each record. */
  readonly time?: number | undefined;
}

/**
 * Orders the activities of pieces of at most `records` records; the workspace is free from `free` on. It must be so large that
 * TIMELINE_SHARE bytes are free for each record. Fails with `bad-pipeline` if the mapping is not that of the records.
 */
export function* activityChunks(
  folder: Folder,
  pieces: readonly Piece[],
  records: number,
  free: number,
  { mapping, time }: ChunkOptions,
): Generator<ActivityChunk, void, void> {
  const { exports, memory } = folder.kernel;
  const most = Math.min(
    MAX_ACTIVITIES,
    Math.floor(((folder.end - folder.start) * TABLE_SHARE) / ACTIVITY_BYTES),
  );
  const table = align(free);
  const rest = folder.putPieces(pieces, align(table + most * ACTIVITY_BYTES));
  const list = align(table + most * ACTIVITY_BYTES);
  if (rest === undefined || exports.openTimelines(list, pieces.length, records, rest, folder.end) === 0) {
    throw new Error('timelines do not fit into the workspace that was planned for them');
  }
  const { start, end } = folder.output;
  for (;;) {
    folder.requireRunning();
    const count = exports.nextActivities(start, end, table, most);
    if (count === 0) return;
    const bytes = Buffer.from(memory.buffer);
    const values = JSON.parse(bytes.toString('utf8', start, exports.activitiesEnd())) as TimelineActivity[];
    yield toChunk(bytes, values, new DataView(memory.buffer, table, count * ACTIVITY_BYTES), {
      mapping,
      time,
    });
  }
}

function toChunk(
  bytes: Buffer,
  activities: TimelineActivity[],
  table: DataView,
  { mapping, time }: ChunkOptions,
): ActivityChunk {
  const users: { user_id: string; first: number }[] = [];
  let user = 0;
  let user_id = '';
  for (const [index, record] of activities.entries()) {
    const at = index * ACTIVITY_BYTES;
    const address = table.getUint32(at + ACTIVITY_USER, true);
    const textAt = (field: number, length: number): string => {
      const from = table.getUint32(at + field, true);
      return bytes.toString('utf8', from, from + table.getUint32(at + length, true));
    };
    if (address !== user) {
      user = address;
      user_id = textAt(ACTIVITY_USER, ACTIVITY_USER_LENGTH);
      users.push({ user_id, first: index });
    }
    const isMapped = (table.getUint32(at + ACTIVITY_KIND, true) & KIND_MAPPED) !== 0;
    if (isMapped !== (mapping !== undefined)) throw otherMapping(isMapped);
    if (mapping === undefined) continue;
    const isEvent = table.getUint32(at + ACTIVITY_NAME_LENGTH, true) > 0;
    activities[index] = mappedActivity(record, mapping, {
      user_id,
      name: isEvent ? textAt(ACTIVITY_NAME, ACTIVITY_NAME_LENGTH) : undefined,
      id: isEvent ? textAt(ACTIVITY_ID, ACTIVITY_ID_LENGTH) : undefined,
      timestamp: time ?? table.getFloat64(at + ACTIVITY_TIME, true),
    });
  }
  return { activities, users };
}

function otherMapping(isMapped: boolean): SpillwayError {
  return new SpillwayError(
    'bad-pipeline',
    isMapped
      ? 'timelines: the activities were read by a mapping; give the same one as map'
      : 'timelines: the activities are plain ones, but there is a map; leave it out',
  );
}
