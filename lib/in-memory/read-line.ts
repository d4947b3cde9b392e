import {
  type FieldMapping,
  fieldName,
  type Measure,
  measurePaths,
  PATH_FIELDS,
  type PathField,
} from '../mapping/mapping.js';
import type { Path } from '../mapping/path.js';
import type { RejectCode } from '../records/reject.js';
import { jsonFault, type LineFault, utf8Fault } from '../validate/line-fault.js';
import { blockedPath, measureMessage, rejectMessage } from '../validate/reject-message.js';
import { decodeUtf8, parseJson } from './decode-json.js';
import { describe, describeText, describeType, isNumber, isString } from './describe.js';
import { instantOf } from './instant.js';
import type { AttributesLine, EventLine, LineResult, LineRules, RejectedLine } from './line-result.js';
import {
  type BlockedField,
  firstValue,
  isValue,
  kindOf,
  type MappedRecord,
  mappedMembers,
  mayHaveAttributes,
} from './mapped-members.js';
import { measureValues } from './measures.js';
import { DEEPEST, membersOf, nestingOf, textOf } from './members.js';

type Members = ReadonlyMap<string, string>;
type Blocked = MappedRecord['blocked'];
const NOTHING_BLOCKED: Blocked = new Map();

const DELIMITER = /[,=\n\r]/;

/** Reads a line that is not blank, by steps 1 to 9 of docs/semantics.md, in their order. */
export function readLine(bytes: Buffer, rules: LineRules): LineResult {
  const fault = unreadable(bytes, rules);
  if (fault !== undefined) return fault;
  const json = bytes.toString();
  const { mapping } = rules;
  if (mapping === undefined) return checkDelimiters(readPlain(membersOf(json)), rules);
  const find = (paths: readonly Path[]) => firstValue(json, paths);
  return readMapped({ ...mappedMembers(json, mapping), find, once: undefined }, mapping, rules);
}

/** Why a line is no JSON object; undefined if it is one. */
export function unreadable(bytes: Buffer, rules: LineRules): LineResult | undefined {
  if (bytes.length > rules.maxLine) return reject('line-too-long', `${bytes.length} bytes`);
  const json = decodeUtf8(bytes);
  if (json === undefined) return rejectAt('invalid-utf8', utf8Fault(bytes));
  const parsed = parseJson(json);
  if (parsed === undefined || nestingOf(json) > DEEPEST) return rejectAt('malformed-json', jsonFault(bytes));
  if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) return reject('not-an-object');
  return undefined;
}

/** What makes a part of a line no record. */
export function rejected(code: 'malformed-json' | 'not-an-object', bytes: Buffer): LineResult {
  return code === 'malformed-json' ? rejectAt(code, jsonFault(bytes)) : reject(code);
}

/** A mapped record, with what its measures may look for, and what counts once. */
export interface ReadableRecord extends MappedRecord {
  readonly find: (paths: readonly Path[]) => string | BlockedField | undefined;
  readonly once: string | undefined;
}

/** Reads a mapped record by steps 5 to 9, and its measures. */
export function readMapped(record: ReadableRecord, mapping: FieldMapping, rules: LineRules): LineResult {
  return checkDelimiters(readFields(record, mapping), rules);
}

function readFields(record: ReadableRecord, mapping: FieldMapping): LineResult {
  const { members, blocked } = record;
  const kind = kindOf(record, mapping);
  if (kind === 'ignored' && mapping.plain !== true && !blocked.has('type')) {
    const type = members.get('type');
    return { kind, type: type !== undefined && isString(type) ? textOf(type) : '' };
  }
  const unusable = withoutUser(members, mapping, blocked);
  if (unusable !== undefined) return unusable;
  if (kind === 'ignored' || blocked.has('type')) {
    return reject('unknown-type', whatBlocks(blocked, 'type') ?? describeType(members.get('type')), mapping);
  }
  const event = kind === 'attributes' ? undefined : readEvent(members, mapping, blocked);
  if (event?.kind === 'reject') return event;
  const attributes = kind === 'event' ? undefined : readAttributes(members, mapping, blocked);
  if (attributes?.kind === 'reject') return attributes;
  const once = readOnce(record, mapping);
  if (once?.kind === 'reject') return once;
  const counted = once === undefined ? {} : { once };
  if (event === undefined) return { ...attributes!, ...counted };
  const measured = readMeasures(event, record, mapping);
  if (measured.kind === 'reject') return measured;
  return attributes === undefined
    ? { ...measured, ...counted }
    : { kind: 'both', event: measured, attributes, ...counted };
}

/** The attributes of a mapping with forms that count once. */
function readOnce(record: ReadableRecord, mapping: FieldMapping): AttributesLine | RejectedLine | undefined {
  const { members, blocked, once } = record;
  if (once === undefined || !mayHaveAttributes(record, mapping)) return undefined;
  const others = new Map([...blocked].filter(([field]) => field !== 'data'));
  return readAttributes(new Map([...members, ['data', once]]), mapping, others);
}

function readPlain(members: Members): LineResult {
  const unusable = withoutUser(members, undefined);
  if (unusable !== undefined) return unusable;
  if (isText(members.get('type'), 'event')) return readEvent(members, undefined);
  if (isText(members.get('type'), 'attributes')) return readAttributes(members, undefined);
  return reject('unknown-type', describeType(members.get('type')));
}

/** The result for a line without a usable user; undefined if it has one. */
function withoutUser(
  members: Members,
  mapping: FieldMapping | undefined,
  blocked = NOTHING_BLOCKED,
): LineResult | undefined {
  const userId = members.get('user_id');
  if (blocked.has('user_id')) return reject('bad-user-id', whatBlocks(blocked, 'user_id'), mapping);
  if (!isValue(userId)) return { kind: 'anonymous' };
  if (isString(userId!) || isNumber(userId!)) return undefined;
  return reject('bad-user-id', describe(userId), mapping);
}

function readEvent(
  members: Members,
  mapping: FieldMapping | undefined,
  blocked = NOTHING_BLOCKED,
): EventLine | RejectedLine {
  const id = members.get('id');
  if (!isValue(id) || !(isString(id!) || isNumber(id!))) {
    return reject('bad-id', whatBlocks(blocked, 'id') ?? describeText(id), mapping);
  }
  const name = members.get('name');
  if (!isValue(name) || !isString(name!)) {
    const found = whatBlocks(blocked, 'name') ?? `${describeText(name)} in ${fieldName('name', mapping)}`;
    return reject('bad-name', found, mapping);
  }
  const user = textOf(members.get('user_id')!);
  return { kind: 'event', user, name: textOf(name!), id: textOf(id!) };
}

function readAttributes(
  members: Members,
  mapping: FieldMapping | undefined,
  blocked = NOTHING_BLOCKED,
): AttributesLine | RejectedLine {
  const time = readTime(members.get('timestamp'), mapping);
  if ('wrong' in time) {
    return reject('bad-timestamp', whatBlocks(blocked, 'timestamp') ?? time.wrong, mapping);
  }
  if (blocked.has('data')) return reject('bad-data', whatBlocks(blocked, 'data'), mapping);
  // An attributes record of another product without data has no attributes, which is no fault.
  const mayLack = mapping !== undefined && mapping.plain !== true && !isValue(members.get('data'));
  const data = mayLack ? '{}' : members.get('data');
  if (data === undefined || !data.startsWith('{')) return reject('bad-data', describe(data), mapping);
  const values = new Map<string, string | null>();
  for (const [name, value] of membersOf(data)) values.set(name, value === 'null' ? null : textOf(value));
  if (values.has('')) return reject('bad-name', `an empty one in ${fieldName('data', mapping)}`, mapping);
  return { kind: 'attributes', user: textOf(members.get('user_id')!), timestamp: time.value, values };
}

/** The event with its values for the mapping's measures. */
function readMeasures(
  event: EventLine,
  { members, blocked, find }: ReadableRecord,
  mapping: FieldMapping,
): EventLine | RejectedLine {
  if (mapping.measures === undefined) return event;
  const time = readTime(members.get('timestamp'), mapping);
  const values = measureValues(find, event.name, 'wrong' in time ? undefined : time.value, mapping);
  if (!('code' in values)) return { ...event, values };
  if (values.code === 'bad-timestamp') {
    const found = whatBlocks(blocked, 'timestamp') ?? ('wrong' in time ? time.wrong : undefined);
    return reject('bad-timestamp', found, mapping);
  }
  const { measure, found } = values;
  return { kind: 'reject', code: 'bad-measure', message: measureMessage(measure, inWords(found)) };
}

export function readTime(
  given: string | undefined,
  mapping: FieldMapping | undefined,
): { value: number } | { wrong: string } {
  if (mapping?.time === 'iso-8601') {
    const value = given !== undefined && isString(given) ? instantOf(textOf(given)) : undefined;
    if (value !== undefined) return { value };
    return { wrong: given !== undefined && isString(given) ? 'another string' : describe(given) };
  }
  const mayBeText = mapping !== undefined && mapping.plain !== true;
  const number = mayBeText && given !== undefined && isString(given) ? textOf(given) : given;
  if (number === undefined || !/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(number)) {
    return { wrong: number === given ? describe(given) : 'another string' };
  }
  const value = Number(number);
  return Number.isFinite(value) ? { value } : { wrong: 'one beyond all doubles' };
}

/** Step 9. */
function checkDelimiters(line: LineResult, { rejectDelimiters, mapping }: LineRules): LineResult {
  const event = line.kind === 'both' ? line.event : line.kind === 'event' ? line : undefined;
  const attributes = line.kind === 'both' ? line.attributes : line.kind === 'attributes' ? line : undefined;
  const once = 'once' in line ? line.once : undefined;
  if (!rejectDelimiters || (event ?? attributes) === undefined) return line;
  const fields: Partial<Record<PathField, readonly (string | null)[]>> = {
    user_id: [(event ?? attributes)!.user],
    ...(event && { name: [event.name] }),
    data: [attributes, once].flatMap((each) => (each === undefined ? [] : [...each.values].flat())),
  };
  const found = PATH_FIELDS.find((field) => fields[field]?.some(hasDelimiter));
  if (found !== undefined) return reject('delimiter', `one in ${fieldName(found, mapping)}`);
  const value = event?.values?.find(({ measure, text }) => isChosen(measure) && hasDelimiter(text));
  return value === undefined ? line : reject('delimiter', `one in ${measurePaths(value.measure)}`);
}

/** Whether one of the values is written as it is. */
function isChosen({ reducer }: Measure): boolean {
  return reducer !== 'sum' && reducer !== 'distinct';
}

const hasDelimiter = (text: string | null) => text !== null && DELIMITER.test(text);

function reject(code: RejectCode, found?: string, mapping?: FieldMapping): RejectedLine {
  return { kind: 'reject', code, message: rejectMessage(code, found, mapping) };
}

/** What stands on the way to a field, if it is no object. */
function whatBlocks(blocked: Blocked, field: PathField): string | undefined {
  const found = blocked.get(field);
  return found && inWords(found);
}

function inWords(found: string | BlockedField): string {
  if (typeof found === 'string') return found;
  if (found.words !== undefined) return found.words;
  return blockedPath(describeText(found.found), found.place, found.path);
}

function rejectAt(code: RejectCode, { column, found }: LineFault): RejectedLine {
  return { ...reject(code, found), column };
}

function isText(value: string | undefined, text: string): boolean {
  return value !== undefined && isString(value) && textOf(value) === text;
}
