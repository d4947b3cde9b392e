import {
  ENTRY_NAME_LENGTH,
  ENTRY_VALUE_LENGTH,
  ENTRY_WORDS,
  RECORD_ENTRIES,
  RECORD_FIRST_ENTRY,
  RECORD_ID_LENGTH,
  RECORD_LINE_LENGTH,
  RECORD_NAME_LENGTH,
  RECORD_SHAPE,
  RECORD_USER_LENGTH,
  RECORD_WORDS,
  SHAPE_EVENT,
} from '../kernel/layout/columns.js';
import type { FieldMapping } from '../mapping/mapping.js';
import { mostMeasureReadings } from '../mapping/measure-columns.js';
import type { ActivityBatch } from '../records/activity-batch.js';
import type { RunContent } from '../records/run.js';

/** A record without its texts and entries, an entry without its texts: as long records have them, see kernel/layout/record.ts. */
const RECORD_BYTES = 32;
const ENTRY_BYTES = 8;
/** Flags, time and ordinal of a measured event. */
const MEASURED_BYTES = 17;

/** How often one text of a line may be a fact: the user, the name and the id of mapped records may be the same. */
const FACTS_OF_TEXT = 3;

/** Of a timeline, an activity without its line and texts: its head and its numbers. */
const TIMELINE_BYTES = 48;

export interface RecordBytes {
  /** The most bytes that all records of a batch take. */
  readonly bytes: number;
  /** The most bytes that its longest one takes. */
  readonly record: number;
}

/** How much the records of a batch take at most. */
export function recordBytes(batch: ActivityBatch, content: RunContent): RecordBytes {
  if (batch.mapping?.forms !== undefined) return formedBytes(batch, content);
  const records = batch.records.length / RECORD_WORDS;
  const longest = longestLine(batch);
  if (content === 'timelines') {
    // The user is copied from the line; user, name and id may all be copied, unescaped, from one place in it.
    return {
      bytes: 2 * batch.bytes.length + records * TIMELINE_BYTES,
      record: 4 * longest + TIMELINE_BYTES,
    };
  }
  if (content === 'facts') {
    const texts = batch.mapping === undefined ? 1 : FACTS_OF_TEXT;
    return {
      bytes: texts * batch.bytes.length + records * RECORD_BYTES,
      record: texts * 2 * longest + RECORD_BYTES,
    };
  }
  const entries = batch.entries.length / ENTRY_WORDS;
  const { readings, values } = valuesOf(batch);
  const measured = values === 0 ? 0 : MEASURED_BYTES;
  return {
    bytes: batch.bytes.length * (1 + readings) + records * (RECORD_BYTES + measured) + entries * ENTRY_BYTES,
    // An entry takes at least six bytes of its line, so that a record is at most about twice as long.
    record: (2 + readings) * longest + 4 * RECORD_BYTES + values * ENTRY_BYTES,
  };
}

/** Records of one line may share texts and entries, so each is looked at. */
function formedBytes({ records, entries }: ActivityBatch, content: RunContent): RecordBytes {
  let bytes = 0;
  let longest = 0;
  for (let record = 0; record < records.length; record += RECORD_WORDS) {
    let own =
      records[record + RECORD_USER_LENGTH]! +
      records[record + RECORD_NAME_LENGTH]! +
      records[record + RECORD_ID_LENGTH]!;
    if (content === 'timelines') own += records[record + RECORD_LINE_LENGTH]! + TIMELINE_BYTES;
    else {
      const first = records[record + RECORD_FIRST_ENTRY]! * ENTRY_WORDS;
      const end = first + records[record + RECORD_ENTRIES]! * ENTRY_WORDS;
      // The values of an event's measures have no names.
      const named = (records[record + RECORD_SHAPE]! & SHAPE_EVENT) === 0;
      for (let entry = first; entry < end; entry += ENTRY_WORDS) {
        own += entries[entry + ENTRY_VALUE_LENGTH]! + ENTRY_BYTES;
        if (named) own += entries[entry + ENTRY_NAME_LENGTH]!;
      }
      own += RECORD_BYTES + MEASURED_BYTES;
    }
    bytes += own;
    longest = Math.max(longest, own);
  }
  return { bytes, record: longest + 3 * RECORD_BYTES };
}

interface Values {
  /** How many values of an event may hold the same byte of its line. */
  readonly readings: number;
  /** How many values an event may have. */
  readonly values: number;
}

const NO_VALUES: Values = { readings: 0, values: 0 };
const valuesByMapping = new WeakMap<FieldMapping, Values>();

function valuesOf({ mapping }: ActivityBatch): Values {
  if (mapping?.measures === undefined) return NO_VALUES;
  const known = valuesByMapping.get(mapping);
  if (known !== undefined) return known;
  const values = { readings: mostMeasureReadings(mapping), values: mapping.measures.length };
  valuesByMapping.set(mapping, values);
  return values;
}

/** All texts of a record stand in one line, unless the batch says how long they are. */
function longestLine(batch: ActivityBatch): number {
  let longest = batch.longestTexts;
  for (let word = RECORD_LINE_LENGTH; word < batch.records.length; word += RECORD_WORDS) {
    longest = Math.max(longest, batch.records[word]!);
  }
  return longest;
}
