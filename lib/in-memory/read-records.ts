import { ROOT } from '../mapping/forms.js';
import { formedMembers, valueAt } from './formed-members.js';
import type { LineResult, LineRules } from './line-result.js';
import { isValue } from './mapped-members.js';
import { elementsIn } from './members.js';
import { readLine, readMapped, rejected, unreadable } from './read-line.js';
import { elementPlaces, placeOfPath } from './text-places.js';

/** A record of a line: what it is, and where it stands in the line, in bytes. */
export interface RecordResult {
  readonly result: LineResult;
  readonly start: number;
  readonly bytes: Buffer;
}

/** Reads the records of a line that is not blank: most lines are one. `lineId` tells the line from all others. */
export function readRecords(bytes: Buffer, rules: LineRules, lineId: string): RecordResult[] {
  const whole = (result: LineResult): RecordResult[] => [{ result, start: 0, bytes }];
  const { mapping } = rules;
  if (mapping?.forms === undefined) return whole(readLine(bytes, rules));
  const fault = unreadable(bytes, rules);
  if (fault !== undefined) return whole(fault);
  const line = bytes.toString();
  const read = (record: string, id: string): LineResult =>
    readMapped(formedMembers({ record, root: line }, mapping, id), mapping, rules);
  const { records } = mapping.forms;
  if (records === undefined) return whole(read(line, lineId));
  const list = valueAt({ record: line, root: line }, [ROOT, ...records], mapping.forms);
  if (list === undefined || (typeof list === 'string' && !isValue(list)))
    return whole({ kind: 'ignored', type: '' });
  const places = listPlaces(line, records);
  if (typeof list !== 'string') return whole(rejected('not-an-object', bytes));
  if (!list.startsWith('[')) {
    const { start, text } = places?.whole ?? { start: 0, text: line };
    return [{ result: rejected('not-an-object', bytes), start, bytes: Buffer.from(text) }];
  }
  const elements = elementsIn(list);
  if (elements.length === 0) return whole({ kind: 'ignored', type: '' });
  return elements.map((element, index) => {
    const { start, text } = places?.elements[index] ?? { start: 0, text: line };
    const place = Buffer.from(text);
    const result = element.startsWith('{')
      ? read(element, `${lineId}:${index}`)
      : rejected('not-an-object', place);
    return { result, start, bytes: place };
  });
}

/** Where the list and its elements stand in the line; undefined if it is in JSON text or made of a list of entries. */
function listPlaces(line: string, path: readonly string[]) {
  const whole = placeOfPath(line, path);
  if (whole === undefined) return undefined;
  const at = (start: number, end: number) => ({
    start: Buffer.byteLength(line.slice(0, start)),
    text: line.slice(start, end),
  });
  const isList = line[whole.start] === '[';
  return {
    whole: at(whole.start, whole.end),
    elements: isList ? elementPlaces(line, whole.start).map(({ start, end }) => at(start, end)) : [],
  };
}
