import {
  ENTRY_COLUMN,
  ENTRY_FAULT,
  ENTRY_MEASURE,
  ENTRY_VALUE_LENGTH,
  ENTRY_VALUE_OFFSET,
  ENTRY_WORDS,
  FAULT_TIME,
  KIND_BLOCKED,
  RECORD_ENTRIES,
  RECORD_FIRST_ENTRY,
  RECORD_SHAPE,
  RECORD_WORDS,
  SHAPE_ENTRY_DELIMITER,
  SHAPE_EVENT,
} from '../kernel/layout/columns.js';
import { measurePaths } from '../mapping/mapping.js';
import { isWritten } from '../mapping/measure-checks.js';
import { measureColumns } from '../mapping/measure-columns.js';
import type { ActivityColumns } from '../records/activity-columns.js';
import type { Fault } from './fault.js';
import { onTheWay } from './on-the-way.js';
import { measureMessage, rejectMessage } from './reject-message.js';
import { KINDS, lineAt, whatBlocks, wrongTime } from './what-was-found.js';

const DELIMITER = /[,=\n\r]/;

/** Why an event is rejected whose value is not what a measure needs. */
export function measureFault(columns: ActivityColumns, index: number): Fault {
  const { records, timestamps, entries, mapping } = columns;
  const record = index * RECORD_WORDS;
  const entry = records[record + RECORD_FIRST_ENTRY]! * ENTRY_WORDS;
  const fault = entries[entry + ENTRY_FAULT]!;
  if (fault === FAULT_TIME) {
    const wrong = wrongTime(records[record + RECORD_SHAPE]!, timestamps[index]!, mapping);
    const found = whatBlocks(columns, index, 'timestamp') ?? wrong;
    return { code: 'bad-timestamp', message: rejectMessage('bad-timestamp', found, mapping) };
  }
  const measure = mapping!.measures![entries[entry + ENTRY_MEASURE]!]!;
  const blocked =
    fault === KIND_BLOCKED ? onTheWay(lineAt(columns, index), measure.paths, mapping!.forms) : undefined;
  return { code: 'bad-measure', message: measureMessage(measure, blocked ?? KINDS[fault]!) };
}

/** The measure of an event whose value is written as it is, and holds a delimiter. */
export function measureWithDelimiter(
  { bytes, records, entries, mapping }: ActivityColumns,
  index: number,
): string | undefined {
  const record = index * RECORD_WORDS;
  const event = SHAPE_EVENT | SHAPE_ENTRY_DELIMITER;
  if ((records[record + RECORD_SHAPE]! & event) !== event) return undefined;
  const measures = mapping!.measures!;
  const first = records[record + RECORD_FIRST_ENTRY]! * ENTRY_WORDS;
  const end = first + records[record + RECORD_ENTRIES]! * ENTRY_WORDS;
  const delimited = new Set<number>();
  for (let entry = first; entry < end; entry += ENTRY_WORDS) {
    const start = entries[entry + ENTRY_VALUE_OFFSET]!;
    const text = Buffer.from(bytes.subarray(start, start + entries[entry + ENTRY_VALUE_LENGTH]!));
    if (DELIMITER.test(text.toString('latin1'))) delimited.add(entries[entry + ENTRY_COLUMN]!);
  }
  const { columnOf } = measureColumns(measures);
  const found = measures.find((measure, each) => isWritten(measure) && delimited.has(columnOf[each]!));
  return found && measurePaths(found);
}
