import {
  ENTRY_NAME_LENGTH,
  ENTRY_NAME_OFFSET,
  ENTRY_VALUE_LENGTH,
  ENTRY_VALUE_OFFSET,
  ENTRY_WORDS,
  NULL_VALUE,
  RECORD_ENTRIES,
  RECORD_FIRST_ENTRY,
  RECORD_WORDS,
} from '../kernel/layout/columns.js';
import type { AttributesActivity } from './activity.js';
import type { ActivityColumns } from './activity-columns.js';

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
export function textAt(bytes: Uint8Array, words: Uint32Array, offset: number, length: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + words[offset]!, words[length]!).toString();
}
