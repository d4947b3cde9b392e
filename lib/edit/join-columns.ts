import {
  ENTRY_NAME_OFFSET,
  ENTRY_VALUE_OFFSET,
  ENTRY_WORDS,
  NULL_VALUE,
  RECORD_ENTRIES,
  RECORD_FIRST_ENTRY,
  RECORD_ID_OFFSET,
  RECORD_LINE_OFFSET,
  RECORD_NAME_OFFSET,
  RECORD_SHAPE,
  RECORD_USER_OFFSET,
  RECORD_WORDS,
  SHAPE_EVENT,
  SHAPE_SAME_LINE,
} from '../kernel/layout/columns.js';
import type { ActivityColumns } from '../records/activity-columns.js';
import { isSameLine } from '../records/same-line.js';

const TEXT_OFFSETS = [RECORD_LINE_OFFSET, RECORD_USER_OFFSET, RECORD_NAME_OFFSET, RECORD_ID_OFFSET];

/**
 * The columns of a batch with records of two: in this order, a number from 0 on is a record of the first one, a negative
 * number of the second (-1 its first). All else is as in the first one. Both stay as they are.
 */
export function joinColumns(
  one: ActivityColumns,
  other: ActivityColumns,
  order: readonly number[],
): ActivityColumns {
  const bytes = new Uint8Array(one.bytes.length + other.bytes.length);
  bytes.set(one.bytes);
  bytes.set(other.bytes, one.bytes.length);
  const entries = new Uint32Array(one.entries.length + other.entries.length);
  entries.set(one.entries);
  entries.set(other.entries, one.entries.length);
  moveEntries(entries, other.records, { from: one.entries.length, by: one.bytes.length });
  const records = new Uint32Array(order.length * RECORD_WORDS);
  const timestamps = new Float64Array(order.length);
  for (const [place, index] of order.entries()) {
    const [from, record] = index < 0 ? [other, -index - 1] : [one, index];
    const to = place * RECORD_WORDS;
    // Not set(), which costs more than so few words.
    for (let word = 0; word < RECORD_WORDS; word++)
      records[to + word] = from.records[record * RECORD_WORDS + word]!;
    if (index < 0 || !areSameLine(one, order[place - 1] ?? -1, index))
      records[to + RECORD_SHAPE]! &= ~SHAPE_SAME_LINE;
    timestamps[place] = from.timestamps[record]!;
    if (index >= 0) continue;
    for (const word of TEXT_OFFSETS) records[to + word]! += one.bytes.length;
    records[to + RECORD_FIRST_ENTRY]! += one.entries.length / ENTRY_WORDS;
  }
  return { ...one, bytes, records, timestamps, entries, release: undefined };
}

/** Whether a record is of the same line as another one before it. */
function areSameLine({ records }: ActivityColumns, before: number, index: number): boolean {
  if (before < 0 || before >= index) return false;
  for (let each = before + 1; each <= index; each++) if (!isSameLine(records, each)) return false;
  return true;
}

/** Of an event, entries are values of measures, which have a number in the place of a name. */
function moveEntries(
  entries: Uint32Array,
  records: Uint32Array,
  { from, by }: { readonly from: number; readonly by: number },
): void {
  for (let record = 0; record < records.length; record += RECORD_WORDS) {
    const isEvent = (records[record + RECORD_SHAPE]! & SHAPE_EVENT) !== 0;
    const first = from + records[record + RECORD_FIRST_ENTRY]! * ENTRY_WORDS;
    const end = first + records[record + RECORD_ENTRIES]! * ENTRY_WORDS;
    for (let entry = first; entry < end; entry += ENTRY_WORDS) {
      if (!isEvent) entries[entry + ENTRY_NAME_OFFSET]! += by;
      if (entries[entry + ENTRY_VALUE_OFFSET] !== NULL_VALUE) entries[entry + ENTRY_VALUE_OFFSET]! += by;
    }
  }
}
