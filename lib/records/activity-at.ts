import {
  ENTRY_NAME_LENGTH,
  ENTRY_NAME_OFFSET,
  ENTRY_VALUE_LENGTH,
  ENTRY_VALUE_OFFSET,
  ENTRY_WORDS,
  NULL_VALUE,
  RECORD_ENTRIES,
  RECORD_FIRST_ENTRY,
  RECORD_ID_LENGTH,
  RECORD_ID_OFFSET,
  RECORD_NAME_LENGTH,
  RECORD_NAME_OFFSET,
  RECORD_SHAPE,
  RECORD_USER_LENGTH,
  RECORD_USER_OFFSET,
  RECORD_WORDS,
  SHAPE_EVENT,
} from '../kernel/layout/columns.js';
import type { Activity, AttributesActivity } from './activity.js';
import type { ActivityColumns } from './activity-columns.js';

/** One valid record as a plain object. */
export function activityAt(columns: ActivityColumns, index: number): Activity {
  const { bytes, records, timestamps } = columns;
  const record = index * RECORD_WORDS;
  const user_id = textAt(bytes, records, record + RECORD_USER_OFFSET, record + RECORD_USER_LENGTH);
  if ((records[record + RECORD_SHAPE]! & SHAPE_EVENT) === 0) {
    return { type: 'attributes', user_id, timestamp: timestamps[index]!, data: dataAt(columns, index) };
  }
  const id = textAt(bytes, records, record + RECORD_ID_OFFSET, record + RECORD_ID_LENGTH);
  const name = textAt(bytes, records, record + RECORD_NAME_OFFSET, record + RECORD_NAME_LENGTH);
  return { type: 'event', user_id, id, name };
}

/** The `data` of an attributes record. Of a repeated name the last value counts. */
export function dataAt(
  { bytes, records, entries }: ActivityColumns,
  index: number,
): AttributesActivity['data'] {
  const data: Record<string, string | null> = Object.create(null);
  const first = records[index * RECORD_WORDS + RECORD_FIRST_ENTRY]!;
  const end = first + records[index * RECORD_WORDS + RECORD_ENTRIES]!;
  for (let entry = first * ENTRY_WORDS; entry < end * ENTRY_WORDS; entry += ENTRY_WORDS) {
    const name = textAt(bytes, entries, entry + ENTRY_NAME_OFFSET, entry + ENTRY_NAME_LENGTH);
    const cleared = entries[entry + ENTRY_VALUE_OFFSET] === NULL_VALUE;
    data[name] = cleared
      ? null
      : textAt(bytes, entries, entry + ENTRY_VALUE_OFFSET, entry + ENTRY_VALUE_LENGTH);
  }
  return data;
}

/** The text whose offset and length are stored at these words. */
function textAt(bytes: Uint8Array, words: Uint32Array, offset: number, length: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + words[offset]!, words[length]!).toString();
}
