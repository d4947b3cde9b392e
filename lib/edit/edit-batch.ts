import { SpillwayError } from '../errors.js';
import { RECORD_LINE_LENGTH, RECORD_LINE_OFFSET, RECORD_WORDS } from '../kernel/layout/columns.js';
import type { FieldMapping } from '../mapping/mapping.js';
import { LineScanner } from '../parse/line-scanner.js';
import { ActivityBatch, type ValidBatch } from '../records/activity-batch.js';
import { ActivityView } from '../records/activity-view.js';
import { validLinesOf } from '../records/valid-lines.js';
import { withoutRecords } from '../records/without-records.js';
import { classify } from '../validate/classify.js';
import { type ActivityChanges, editedLine } from './edited-line.js';
import { editedMapping } from './edited-mapping.js';
import { editedRecord, RECORD_AT } from './edited-record.js';
import { joinColumns } from './join-columns.js';

/** What becomes of an activity: itself or one with changes, several of these, or nothing. */
export type Edited =
  | ActivityView
  | ActivityChanges
  | readonly (ActivityView | ActivityChanges)[]
  | null
  | undefined;
export type Edit = (activity: ActivityView) => Edited | PromiseLike<Edited>;

/** The longest line that `parse` can be told to read. */
const MAX_LINE = 2 ** 28;
/** Nothing is at position 0 here, so that no byte order mark is looked for. */
const NOT_AT_START = 1;

/** Whether edited records are written anew around what a mapping found. */
function isMapped(mapping: FieldMapping | undefined): mapping is FieldMapping {
  return mapping !== undefined && mapping.plain !== true;
}

/** What reads the edited records of batches with this mapping. */
export function editedScanner(mapping: FieldMapping | undefined): LineScanner {
  const read = isMapped(mapping) ? editedMapping(mapping) : mapping;
  return new LineScanner({ maxLine: MAX_LINE, mapping: read, eventTimes: true });
}

/** A batch with its activities edited one after the other: the core of `edit`. `scanner` is that of editedScanner. */
export async function editBatch(
  batch: ValidBatch,
  edit: Edit,
  scanner: () => LineScanner,
): Promise<ValidBatch> {
  const { mapping } = batch;
  const view = new ActivityView(batch);
  /** As joinColumns takes it: the records that stay, and those of `lines`. */
  const order: number[] = [];
  const dropped: number[] = [];
  const lines: string[] = [];
  /** Of mapped records, the bytes of the record in each line. */
  const recordLengths: number[] = [];
  for (let index = 0; index < batch.timestamps.length; index++) {
    view.moveTo(index);
    const result = edit(view);
    const edited = isPromise(result) ? await result : result;
    if (edited === view) {
      order.push(index);
      continue;
    }
    if (edited === undefined || edited === null) {
      dropped.push(index);
      continue;
    }
    let stays = false;
    for (const each of Array.isArray(edited) ? (edited as ActivityChanges[]) : [edited]) {
      // A second copy is a record of its own, because memory is planned by the bytes of the lines.
      if ((each as unknown) === view && !stays) {
        stays = true;
        order.push(index);
        continue;
      }
      const changes = changesOf(each, view);
      if (isMapped(mapping)) {
        const { line, recordBytes } = editedRecord(view, changes, mapping, batch, index);
        lines.push(line);
        recordLengths.push(recordBytes);
      } else lines.push(editedLine(view, changes));
      order.push(-lines.length);
    }
    if (!stays) dropped.push(index);
  }
  if (dropped.length === 0 && lines.length === 0) return batch;
  const verdict = { ...batch.verdict, validLines: validLinesOf(batch) };
  if (lines.length === 0) return new ActivityBatch(withoutRecords(batch, dropped), verdict) as ValidBatch;
  const scanned = scanner().scan(Buffer.from(lines.join('')), NOT_AT_START);
  requireActivities(scanned, lines);
  const longestTexts = isMapped(mapping) ? longestOf(scanned) : 0;
  if (isMapped(mapping)) showRecords(scanned, recordLengths);
  const joined = {
    ...joinColumns(batch, scanned, order),
    longestTexts: Math.max(batch.longestTexts, longestTexts),
  };
  batch.release?.();
  return new ActivityBatch(joined, verdict) as ValidBatch;
}

/** Bytes of the longest line. */
function longestOf({ records }: ActivityBatch): number {
  let longest = 0;
  for (let at = RECORD_LINE_LENGTH; at < records.length; at += RECORD_WORDS)
    longest = Math.max(longest, records[at]!);
  return longest;
}

/** Shows the record within each line as the line. */
function showRecords({ records }: ActivityBatch, lengths: readonly number[]): void {
  for (const [index, length] of lengths.entries()) {
    records[index * RECORD_WORDS + RECORD_LINE_OFFSET]! += RECORD_AT;
    records[index * RECORD_WORDS + RECORD_LINE_LENGTH] = length;
  }
}

function changesOf(edited: unknown, view: ActivityView): ActivityChanges {
  if (edited === view) return {};
  if (typeof edited === 'object' && edited !== null) return edited as ActivityChanges;
  throw new SpillwayError(
    'bad-activity',
    `edit: the function must return the activity, an object of changes, a list of these, or undefined, not ${String(edited)}`,
  );
}

function requireActivities(scanned: ActivityBatch, lines: readonly string[]): void {
  for (let index = 0; index < lines.length; index++) {
    const fate = classify(scanned, index, 'escape');
    if (fate === 'valid') continue;
    const why = fate === 'anonymous' || fate === 'ignored' ? 'it has no user_id' : fate.message;
    const shown = lines[index]!.trimEnd().slice(0, 200);
    throw new SpillwayError('bad-activity', `edit: ${shown} is no activity: ${why}`);
  }
}

function isPromise(result: Edited | PromiseLike<Edited>): result is PromiseLike<Edited> {
  return typeof (result as PromiseLike<Edited> | undefined)?.then === 'function';
}
