import { membersOf, nestingOf, textOf } from '../../lib/in-memory/members.js';
import {
  ENTRY_WORDS,
  KIND_MASK,
  KIND_NUMBER,
  KIND_STRING,
  NULL_VALUE,
  RECORD_ENTRIES,
  RECORD_FIRST_ENTRY,
  RECORD_ID_LENGTH,
  RECORD_ID_OFFSET,
  RECORD_LINE_LENGTH,
  RECORD_LINE_OFFSET,
  RECORD_NAME_LENGTH,
  RECORD_NAME_OFFSET,
  RECORD_SHAPE,
  RECORD_USER_LENGTH,
  RECORD_USER_OFFSET,
  RECORD_WORDS,
  SHAPE_ATTRIBUTES,
  SHAPE_DATA,
  SHAPE_EMPTY_ENTRY_NAME,
  SHAPE_ENTRY_DELIMITER,
  SHAPE_EVENT,
  SHAPE_ID,
  SHAPE_INVALID_UTF8,
  SHAPE_MALFORMED,
  SHAPE_NAME,
  SHAPE_NAME_DELIMITER,
  SHAPE_NOT_AN_OBJECT,
  SHAPE_TIMESTAMP,
  SHAPE_TOO_LONG,
  SHAPE_USER,
  SHAPE_USER_DELIMITER,
} from '../../lib/kernel/layout/columns.js';
import type { ActivityBatch } from '../../lib/records/activity-batch.js';

/** A record of a batch that was not validated, as a plain object. */
export interface ScannedRecord {
  /** Source offset. */
  readonly offset: number;
  readonly length: number;
  readonly fault?: string;
  readonly fields?: {
    readonly user: Field;
    readonly id: Field;
    readonly name: Field;
    readonly timestamp: { kind: string; value: number };
    readonly data: string;
    readonly type: 'event' | 'attributes' | 'neither';
    readonly entries: readonly (readonly [string, string | null])[];
    readonly flags: readonly string[];
  };
}

interface Field {
  readonly kind: string;
  readonly text: string;
}

const KINDS = ['absent', 'null', 'string', 'number', 'boolean', 'object', 'array'];
const FAULTS: [number, string][] = [
  [SHAPE_TOO_LONG, 'too-long'],
  [SHAPE_INVALID_UTF8, 'invalid-utf8'],
  [SHAPE_MALFORMED, 'malformed'],
  [SHAPE_NOT_AN_OBJECT, 'not-an-object'],
];
const FLAGS: [number, string][] = [
  [SHAPE_USER_DELIMITER, 'user-delimiter'],
  [SHAPE_NAME_DELIMITER, 'name-delimiter'],
  [SHAPE_ENTRY_DELIMITER, 'entry-delimiter'],
  [SHAPE_EMPTY_ENTRY_NAME, 'empty-entry-name'],
];

/** What the scanner wrote into a batch's columns. */
export function scannedRecords(batch: ActivityBatch): ScannedRecord[] {
  const bytes = Buffer.from(batch.bytes);
  const text = (offset: number, length: number) => bytes.toString('utf8', offset, offset + length);
  return Array.from({ length: batch.records.length / RECORD_WORDS }, (_, index) => {
    const record = batch.records.subarray(index * RECORD_WORDS, (index + 1) * RECORD_WORDS);
    const shape = record[RECORD_SHAPE]!;
    const line = {
      offset: batch.start + record[RECORD_LINE_OFFSET]!,
      length: record[RECORD_LINE_LENGTH]!,
    };
    const fault = FAULTS.find(([flag]) => (shape & flag) !== 0);
    if (fault !== undefined) return { ...line, fault: fault[1] };
    const field = (bit: number, offsetWord: number, lengthWord: number): Field => {
      const kind = (shape >> bit) & KIND_MASK;
      const isText = kind === KIND_STRING || kind === KIND_NUMBER;
      return { kind: KINDS[kind]!, text: isText ? text(record[offsetWord]!, record[lengthWord]!) : '' };
    };
    const first = record[RECORD_FIRST_ENTRY]!;
    const entries = Array.from({ length: record[RECORD_ENTRIES]! }, (_, at): [string, string | null] => {
      const words = batch.entries.subarray((first + at) * ENTRY_WORDS);
      const value = words[2] === NULL_VALUE ? null : text(words[2]!, words[3]!);
      return [text(words[0]!, words[1]!), value];
    });
    return {
      ...line,
      fields: {
        user: field(SHAPE_USER, RECORD_USER_OFFSET, RECORD_USER_LENGTH),
        id: field(SHAPE_ID, RECORD_ID_OFFSET, RECORD_ID_LENGTH),
        name: field(SHAPE_NAME, RECORD_NAME_OFFSET, RECORD_NAME_LENGTH),
        timestamp: {
          kind: KINDS[(shape >> SHAPE_TIMESTAMP) & KIND_MASK]!,
          value: batch.timestamps[index]!,
        },
        data: KINDS[(shape >> SHAPE_DATA) & KIND_MASK]!,
        type: shape & SHAPE_EVENT ? 'event' : shape & SHAPE_ATTRIBUTES ? 'attributes' : 'neither',
        entries,
        flags: FLAGS.filter(([flag]) => (shape & flag) !== 0).map(([, name]) => name),
      },
    };
  });
}

/**
 * The same by JSON.parse, for one line; of entries only the last one of each name. `entry-delimiter` is not told: it
 * also stands for values that were given again.
 */
export function expectedRecord(offset: number, line: Buffer, maxLine: number): ScannedRecord {
  const at = { offset, length: line.length };
  if (line.length > maxLine) return { ...at, fault: 'too-long' };
  const fault = faultOf(line);
  if (fault !== undefined) return { ...at, fault };
  const members = membersOf(line.toString());
  const field = (name: string): Field => {
    const source = members.get(name);
    const kind = kindOf(source);
    return { kind, text: kind === 'string' || kind === 'number' ? textOf(source!) : '' };
  };
  const timestamp = field('timestamp');
  const type = members.get('type')?.startsWith('"') ? textOf(members.get('type')!) : undefined;
  const isAttributes = type === 'attributes' && kindOf(members.get('data')) === 'object';
  const data = isAttributes ? membersOf(members.get('data')!) : new Map<string, string>();
  const [user, name] = [field('user_id'), field('name')];
  const flags: string[] = [];
  if (/[,=\n\r]/.test(user.text) && user.kind === 'string') flags.push('user-delimiter');
  if (/[,=\n\r]/.test(name.text) && name.kind === 'string') flags.push('name-delimiter');
  if (data.has('')) flags.push('empty-entry-name');
  return {
    ...at,
    fields: {
      user,
      id: field('id'),
      name,
      timestamp: {
        kind: timestamp.kind,
        value: timestamp.kind === 'number' ? Number(timestamp.text) : Number.NaN,
      },
      data: kindOf(members.get('data')),
      type: type === 'event' || type === 'attributes' ? type : 'neither',
      entries: [...data].map(([key, value]) => [key, value === 'null' ? null : textOf(value)]),
      flags,
    },
  };
}

function faultOf(line: Buffer): string | undefined {
  let json: string;
  try {
    json = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(line);
  } catch {
    return 'invalid-utf8';
  }
  try {
    const value = JSON.parse(json);
    if (nestingOf(json) > 512) return 'malformed';
    return value === null || typeof value !== 'object' || Array.isArray(value) ? 'not-an-object' : undefined;
  } catch {
    return 'malformed';
  }
}

function kindOf(source: string | undefined): string {
  if (source === undefined) return 'absent';
  if (source === 'null') return 'null';
  if (source === 'true' || source === 'false') return 'boolean';
  if (source.startsWith('"')) return 'string';
  return source.startsWith('{') ? 'object' : source.startsWith('[') ? 'array' : 'number';
}
