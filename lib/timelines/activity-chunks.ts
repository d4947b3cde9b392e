import { SpillwayError } from '../errors.js';
import { KIND_MAPPED } from '../kernel/layout/record.js';
import {
  ACTIVITY_BYTES,
  ACTIVITY_DATA,
  ACTIVITY_DATA_LENGTH,
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
import { isFact } from '../records/activity-fields.js';
import type { Folder, Piece } from '../runs/folder.js';
import type { ActivityChunk } from './activity-chunk.js';
import { readDataLater } from './lazy-data.js';
import { openTimelines } from './open-timelines.js';
import {
  factsAlone,
  type MappedFacts,
  mappedActivity,
  ownMember,
  type TimelineActivity,
} from './timeline-activity.js';

/**
 * Bytes of the workspace that a record takes at most besides its own while timelines are ordered: what grouping takes, an
 * item, and a part of the table of activities.
 */
export const TIMELINE_SHARE = 80;

export interface ChunkOptions {
  /** What the records were read by. */
  readonly mapping: FieldMapping | undefined;
  /** The timestamp of all activities (NaN: none) where records have numbers instead. Default: that of each record. */
  readonly time?: number | undefined;
  /** The fields that activities are to have. Default: all. */
  readonly fields?: readonly string[] | undefined;
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
  { mapping, time, fields }: ChunkOptions,
): Generator<ActivityChunk, void, void> {
  const { exports, memory } = folder.kernel;
  const { table, most } = openTimelines(folder, pieces, records, free, ACTIVITY_BYTES);
  const { start, end } = folder.output;
  for (;;) {
    folder.requireRunning();
    const count = exports.nextActivities(start, end, table, most);
    if (count === 0) return;
    const memoryBytes = Buffer.from(memory.buffer);
    const activities = JSON.parse(
      memoryBytes.toString('utf8', start, exports.activitiesEnd()),
    ) as TimelineActivity[];
    const read = {
      bytes: memoryBytes,
      table: new Uint32Array(memory.buffer, table, count * ACTIVITY_WORDS),
      activities,
    };
    if (mapping !== undefined) addFields(read, mapping, time);
    if (fields !== undefined) pickFields(read, fields, mapping !== undefined, time);
    if (mapping === undefined) readLater(read, exports.activityTexts(), end, fields);
    yield { length: count, users: usersOf(read), activity: (index) => activities[index]! };
  }
}

/** Words (u32) of the table. */
const ACTIVITY_WORDS = ACTIVITY_BYTES / 4;

/** What the kernel has written, until it writes more. */
interface Written {
  /** All of its memory. */
  readonly bytes: Buffer;
  readonly table: Uint32Array;
  readonly activities: TimelineActivity[];
}

/** The word of a field of the table. */
function wordOf({ table }: Written, index: number, field: number): number {
  return table[index * ACTIVITY_WORDS + field / 4]!;
}

function textOf(written: Written, index: number, field: number, length: number): string {
  const start = wordOf(written, index, field);
  return written.bytes.toString('utf8', start, start + wordOf(written, index, length));
}

/** The users, and where their activities begin. A user has one address as long as its activities follow each other. */
function usersOf(written: Written): ActivityChunk['users'] {
  const users: { user_id: string; first: number }[] = [];
  let last = 0;
  for (let index = 0; index < written.activities.length; index++) {
    const user = wordOf(written, index, ACTIVITY_USER);
    if (user === last) continue;
    last = user;
    users.push({ user_id: textOf(written, index, ACTIVITY_USER, ACTIVITY_USER_LENGTH), first: index });
  }
  return users;
}

/** Plain activities are complete but for `data`, whose texts are between two addresses. */
function readLater(
  written: Written,
  start: number,
  end: number,
  fields: readonly string[] | undefined,
): void {
  const hasData = fields?.includes('data') ?? true;
  const texts = hasData ? Buffer.from(written.bytes.subarray(start, end)) : undefined;
  const { activities } = written;
  for (let index = 0; index < activities.length; index++) {
    requirePlain(written, index, true);
    const length = wordOf(written, index, ACTIVITY_DATA_LENGTH);
    if (texts === undefined || length === 0) continue;
    const from = wordOf(written, index, ACTIVITY_DATA) - start;
    readDataLater(activities[index]!, texts, from, from + length);
  }
}

/** The facts of an activity. */
function factsOf(written: Written, index: number, time: number | undefined): MappedFacts {
  const isEvent = wordOf(written, index, ACTIVITY_NAME_LENGTH) > 0;
  const { buffer, byteOffset } = written.table;
  const times = new DataView(buffer, byteOffset);
  return {
    user_id: textOf(written, index, ACTIVITY_USER, ACTIVITY_USER_LENGTH),
    name: isEvent ? textOf(written, index, ACTIVITY_NAME, ACTIVITY_NAME_LENGTH) : undefined,
    id: isEvent ? textOf(written, index, ACTIVITY_ID, ACTIVITY_ID_LENGTH) : undefined,
    timestamp: time ?? times.getFloat64(index * ACTIVITY_BYTES + ACTIVITY_TIME, true),
  };
}

function addFields(written: Written, mapping: FieldMapping, time: number | undefined): void {
  const { activities } = written;
  for (let index = 0; index < activities.length; index++) {
    requirePlain(written, index, false);
    activities[index] = mappedActivity(activities[index]!, mapping, factsOf(written, index, time));
  }
}

/** Leaves no more than some fields, undefined where there are none: of plain records, too, facts as a mapping gives them. */
function pickFields(
  written: Written,
  fields: readonly string[],
  mapped: boolean,
  time: number | undefined,
): void {
  const { activities } = written;
  for (const [index, record] of activities.entries()) {
    const facts = mapped ? record : factsAlone(factsOf(written, index, time));
    activities[index] = Object.fromEntries(
      fields.map((field) => [field, ownMember(isFact(field) ? facts : record, field)]),
    );
  }
}

function requirePlain(written: Written, index: number, plain: boolean): void {
  const isMapped = (wordOf(written, index, ACTIVITY_KIND) & KIND_MAPPED) !== 0;
  if (isMapped === plain) throw otherMapping(isMapped);
}

function otherMapping(isMapped: boolean): SpillwayError {
  return new SpillwayError(
    'bad-pipeline',
    isMapped
      ? 'timelines: the activities were read by a mapping; give the same one as map'
      : 'timelines: the activities are plain ones, but there is a map; leave it out',
  );
}
