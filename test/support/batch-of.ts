import {
  ENTRY_WORDS,
  KIND_NUMBER,
  KIND_OBJECT,
  KIND_STRING,
  NULL_VALUE,
  RECORD_WORDS,
  SHAPE_ATTRIBUTES,
  SHAPE_DATA,
  SHAPE_EVENT,
  SHAPE_ID,
  SHAPE_NAME,
  SHAPE_TIMESTAMP,
  SHAPE_USER,
} from '../../lib/kernel/layout/columns.js';
import type { Activity } from '../../lib/records/activity.js';
import { ActivityBatch } from '../../lib/records/activity-batch.js';

const LINE_BYTES = 100;

/** A validated batch of activities, made without parse; each stands for a line of 100 bytes of the source. */
export function batchOf(activities: readonly Activity[], start = 0): ActivityBatch {
  const texts: Buffer[] = [];
  let bytes = 0;
  const text = (value: string): [number, number] => {
    const encoded = Buffer.from(value);
    texts.push(encoded);
    bytes += encoded.length;
    return [bytes - encoded.length, encoded.length];
  };
  const records: number[] = [];
  const timestamps: number[] = [];
  const entries: number[] = [];
  for (const [index, activity] of activities.entries()) {
    const event = activity.type === 'event';
    const fields = event
      ? SHAPE_EVENT | (KIND_STRING << SHAPE_ID) | (KIND_STRING << SHAPE_NAME)
      : SHAPE_ATTRIBUTES | (KIND_NUMBER << SHAPE_TIMESTAMP) | (KIND_OBJECT << SHAPE_DATA);
    const line = [fields | (KIND_STRING << SHAPE_USER), index * LINE_BYTES, LINE_BYTES];
    const firstEntry = entries.length / ENTRY_WORDS;
    if (!event) {
      for (const [name, value] of Object.entries(activity.data)) {
        entries.push(...text(name), ...(value === null ? [NULL_VALUE, 0] : text(value)));
      }
    }
    const name = event ? text(activity.name) : [0, 0];
    const id = event ? text(activity.id) : [0, 0];
    const span = [firstEntry, entries.length / ENTRY_WORDS - firstEntry];
    records.push(...line, ...text(activity.user_id), ...name, ...id, ...span);
    timestamps.push(event ? Number.NaN : activity.timestamp);
  }
  if (records.length !== activities.length * RECORD_WORDS)
    throw new Error('a record has another number of words');
  return new ActivityBatch(
    {
      start,
      position: start + activities.length * LINE_BYTES,
      bytes: Buffer.concat(texts),
      records: Uint32Array.from(records),
      timestamps: Float64Array.from(timestamps),
      entries: Uint32Array.from(entries),
    },
    { anonymous: 0, ignored: 0, rejects: [], rejectsLength: 0 },
  );
}
