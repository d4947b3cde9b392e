// What parse and validate make of each line, against lib/in-memory: quickly, for many lines.

import type { LineResult, LineRules } from '../../lib/in-memory/line-result.js';
import { readLine } from '../../lib/in-memory/read-line.js';
import { RECORD_LINE_LENGTH, RECORD_LINE_OFFSET, RECORD_WORDS } from '../../lib/kernel/layout/columns.js';
import type { LineScanner } from '../../lib/parse/line-scanner.js';
import type { Activity } from '../../lib/records/activity.js';
import { activityAt } from '../../lib/records/activity-at.js';
import type { ActivityBatch } from '../../lib/records/activity-batch.js';
import { classify } from '../../lib/validate/classify.js';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** How many lines came to what. */
export type Tally = Record<LineResult['kind'], number>;

/** The first line of a log that the two read differently; undefined if there is none. The log ends in a line feed. */
export function lineDisagreement(
  log: Buffer,
  scanner: LineScanner,
  rules: LineRules,
  tally: Tally,
): string | undefined {
  // Not 0, where a byte order mark would be passed over.
  const batch = scanner.scan(log, 1);
  let record = 0;
  for (let from = 0; from < log.length; ) {
    const feed = log.indexOf(LINE_FEED, from);
    const line = log.subarray(from, feed > from && log[feed - 1] === CARRIAGE_RETURN ? feed - 1 : feed);
    if (!isBlank(line)) {
      const fate = readLine(line, rules);
      tally[fate.kind]++;
      const found = isAt(batch, record, from, line.length) ? foundAt(batch, record, rules) : 'another line';
      if (!agree(fate, found)) return told(line, fate, found);
      record++;
    }
    from = feed + 1;
  }
  return record === batch.timestamps.length ? undefined : 'a line too many was found';
}

type Found =
  | Activity
  | { readonly code: string; readonly message: string }
  | 'anonymous'
  | 'ignored'
  | 'another line';

function isBlank(line: Buffer): boolean {
  for (const byte of line) if (byte !== 0x20 && byte !== 0x09 && byte !== CARRIAGE_RETURN) return false;
  return true;
}

function isAt({ records }: ActivityBatch, record: number, offset: number, length: number): boolean {
  const at = record * RECORD_WORDS;
  return records[at + RECORD_LINE_OFFSET] === offset && records[at + RECORD_LINE_LENGTH] === length;
}

function foundAt(batch: ActivityBatch, record: number, { rejectDelimiters }: LineRules): Found {
  const fate = classify(batch, record, rejectDelimiters ? 'reject' : 'escape');
  return fate === 'valid' ? activityAt(batch, record) : fate;
}

function agree(fate: LineResult, found: Found): boolean {
  if (typeof found === 'string') return fate.kind === found;
  if ('code' in found)
    return fate.kind === 'reject' && fate.code === found.code && fate.message === found.message;
  if (fate.kind === 'event') {
    return (
      found.type === 'event' &&
      fate.user === found.user_id &&
      fate.name === found.name &&
      fate.id === found.id
    );
  }
  if (fate.kind !== 'attributes' || found.type !== 'attributes') return false;
  let left = fate.values.size;
  for (const name in found.data) if (fate.values.get(name) !== found.data[name] || left-- === 0) return false;
  return left === 0 && fate.user === found.user_id && Object.is(fate.timestamp, found.timestamp);
}

function told(line: Buffer, fate: LineResult, found: Found): string {
  const plain = fate.kind === 'attributes' ? { ...fate, values: [...fate.values] } : fate;
  return `${JSON.stringify(line.toString('latin1'))} (latin1): ${JSON.stringify(plain)} expected, ${JSON.stringify(found)} found`;
}
