import { ROOT } from '../mapping/forms.js';
import { type FieldMapping, fieldName, PATH_FIELDS, type PathField } from '../mapping/mapping.js';
import type { RejectCode } from '../records/reject.js';
import { jsonFault, type LineFault, utf8Fault } from '../validate/line-fault.js';
import { blockedPath, rejectMessage } from '../validate/reject-message.js';
import { describe, describeText, describeType, hiddenBlock, isNumber, isString } from './describe-value.js';
import { instantOf } from './instant.js';
import { isValue, kindOf, type MappedRecord, mappedMembers } from './mapped-members.js';
import { membersOf, nestingOf, textOf } from './members.js';

type Members = ReadonlyMap<string, string>;
type Blocked = MappedRecord['blocked'];
const NOTHING_BLOCKED: Blocked = new Map();

export interface EventLine {
  readonly kind: 'event';
  readonly user: string;
  readonly name: string;
  readonly id: string;
}

export interface AttributesLine {
  readonly kind: 'attributes';
  readonly user: string;
  readonly timestamp: number;
  /** `null` clears the attribute. */
  readonly values: ReadonlyMap<string, string | null>;
}

/** Attributes of a mapping with forms of which the earliest value counts. */
export interface CountsOnce {
  readonly once?: AttributesLine;
}

interface RejectedLine {
  readonly kind: 'reject';
  readonly code: RejectCode;
  readonly message: string;
  /** From 1, in bytes; only where one byte is to blame. */
  readonly column?: number;
}

/** What a line is. */
export type LineResult =
  | (EventLine & CountsOnce)
  | (AttributesLine & CountsOnce)
  | ({ readonly kind: 'both'; readonly event: EventLine; readonly attributes: AttributesLine } & CountsOnce)
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'ignored'; readonly type: string }
  | RejectedLine;

/** What decides about a line, besides its bytes. */
export interface LineRules {
  /** The longest line in bytes. */
  readonly maxLine: number;
  /** Whether a text with `,` `=` LF or CR rejects its line. */
  readonly rejectDelimiters: boolean;
  /** Where the fields stand; undefined for the plain input. */
  readonly mapping?: FieldMapping | undefined;
}

const DEEPEST = 512;
const DELIMITER = /[,=\n\r]/;

/** Reads a line that is not blank, by steps 1 to 9 of docs/semantics.md, in their order. */
export function readLine(bytes: Buffer, rules: LineRules): LineResult {
  const fault = unreadable(bytes, rules);
  if (fault !== undefined) return fault;
  const json = bytes.toString();
  const { mapping } = rules;
  if (mapping === undefined) return readPlain(membersOf(json), rules);
  return readMapped(mappedMembers(json, mapping), mapping, rules);
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

function readPlain(members: Members, rules: LineRules): LineResult {
  return (
    withoutUser(members, rules) ??
    (isText(members.get('type'), 'event')
      ? readEvent(members, rules)
      : isText(members.get('type'), 'attributes')
        ? readAttributes(members, rules)
        : reject('unknown-type', describeType(members.get('type'))))
  );
}

/** Reads the fields of a mapped record. */
export function readMapped(record: MappedRecord, mapping: FieldMapping, rules: LineRules): LineResult {
  const { members, blocked } = record;
  const kind = kindOf(record, mapping);
  if (kind === 'ignored' && !blocked.has('type')) {
    const type = members.get('type');
    return { kind, type: type !== undefined && isString(type) ? textOf(type) : '' };
  }
  const unusable = withoutUser(members, rules, blocked);
  if (unusable !== undefined) return unusable;
  if (blocked.has('type')) return reject('unknown-type', whatBlocks(blocked, 'type', mapping), mapping);
  if (kind === 'event') return readEvent(members, rules, blocked);
  // An attributes record without data has no attributes, which is no fault.
  const given = isValue(members.get('data')) ? members : new Map([...members, ['data', '{}']]);
  if (kind !== 'both') return readAttributes(given, rules, blocked);
  const event = readEvent(members, rules, blocked);
  if (event.kind === 'reject') return event;
  const attributes = readAttributes(members, rules, blocked);
  return attributes.kind === 'reject' ? attributes : { kind, event, attributes };
}

/** The result for a line without a usable user; undefined if it has one. */
function withoutUser(
  members: Members,
  { mapping }: LineRules,
  blocked = NOTHING_BLOCKED,
): LineResult | undefined {
  const userId = members.get('user_id');
  if (blocked.has('user_id')) return reject('bad-user-id', whatBlocks(blocked, 'user_id', mapping), mapping);
  if (!isValue(userId)) return { kind: 'anonymous' };
  if (isString(userId!) || isNumber(userId!)) return undefined;
  return reject('bad-user-id', describe(userId), mapping);
}

function readEvent(members: Members, rules: LineRules, blocked = NOTHING_BLOCKED): EventLine | RejectedLine {
  const { mapping } = rules;
  const id = members.get('id');
  if (!isValue(id) || !(isString(id!) || isNumber(id!))) {
    return reject('bad-id', whatBlocks(blocked, 'id', mapping) ?? describeText(id), mapping);
  }
  const name = members.get('name');
  if (!isValue(name) || !isString(name!)) {
    const found =
      whatBlocks(blocked, 'name', mapping) ?? `${describeText(name)} in ${fieldName('name', mapping)}`;
    return reject('bad-name', found, mapping);
  }
  const user = textOf(members.get('user_id')!);
  const event = { kind: 'event', user, name: textOf(name!), id: textOf(id!) } as const;
  return checkDelimiters({ user_id: [event.user], name: [event.name] }, rules) ?? event;
}

/** Reads attributes. */
export function readAttributes(
  members: Members,
  rules: LineRules,
  blocked = NOTHING_BLOCKED,
): AttributesLine | RejectedLine {
  const { mapping } = rules;
  const time = readTime(members.get('timestamp'), mapping);
  if ('wrong' in time) {
    return reject('bad-timestamp', whatBlocks(blocked, 'timestamp', mapping) ?? time.wrong, mapping);
  }
  const data = members.get('data');
  if (blocked.has('data')) return reject('bad-data', whatBlocks(blocked, 'data', mapping), mapping);
  if (data === undefined || !data.startsWith('{')) return reject('bad-data', describe(data), mapping);
  const values = new Map<string, string | null>();
  for (const [name, value] of membersOf(data)) values.set(name, value === 'null' ? null : textOf(value));
  if (values.has('')) return reject('bad-name', `an empty one in ${fieldName('data', mapping)}`, mapping);
  const texts = [...values].flat().filter((text) => text !== null);
  const user = textOf(members.get('user_id')!);
  const attributes = { kind: 'attributes', user, timestamp: time.value, values } as const;
  return checkDelimiters({ user_id: [user], data: texts }, rules) ?? attributes;
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
  const number = mapping !== undefined && given !== undefined && isString(given) ? textOf(given) : given;
  if (number === undefined || !/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(number)) {
    return { wrong: number === given ? describe(given) : 'another string' };
  }
  const value = Number(number);
  return Number.isFinite(value) ? { value } : { wrong: 'one beyond all doubles' };
}

function checkDelimiters(
  fields: Readonly<Partial<Record<PathField, string[]>>>,
  { rejectDelimiters, mapping }: LineRules,
): RejectedLine | undefined {
  if (!rejectDelimiters) return undefined;
  const found = PATH_FIELDS.find((field) => fields[field]?.some((text) => DELIMITER.test(text)));
  return found === undefined ? undefined : reject('delimiter', `one in ${fieldName(found, mapping)}`);
}

function reject(code: RejectCode, found?: string, mapping?: FieldMapping): RejectedLine {
  return { kind: 'reject', code, message: rejectMessage(code, found, mapping) };
}

/** What stands on the way to a field, if it is no object. */
function whatBlocks(
  blocked: Blocked,
  field: PathField,
  mapping: FieldMapping | undefined,
): string | undefined {
  const found = blocked.get(field);
  // A line's root is not at hand where a reject is described.
  if (found?.path[0] === ROOT && mapping?.forms?.records !== undefined) return hiddenBlock(field, mapping);
  return found && blockedPath(describeText(found.found), found.place, found.path);
}

function rejectAt(code: RejectCode, { column, found }: LineFault): RejectedLine {
  return { ...reject(code, found), column };
}

function isText(value: string | undefined, text: string): boolean {
  return value !== undefined && isString(value) && textOf(value) === text;
}

function decodeUtf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
