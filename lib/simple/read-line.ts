import type { RejectCode } from '../records/reject.js';
import { rejectMessage } from '../records/reject-message.js';
import { membersOf, nestingOf, textOf } from './members.js';

/** What one line turns out to be. */
export type Fate =
  | { readonly kind: 'event'; readonly user: string; readonly name: string; readonly id: string }
  | {
      readonly kind: 'attributes';
      readonly user: string;
      readonly timestamp: number;
      /** `null` clears the attribute. */
      readonly values: ReadonlyMap<string, string | null>;
    }
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'reject'; readonly code: RejectCode; readonly message: string };

/** What decides about a line besides its bytes. */
export interface LineRules {
  /** Bytes that a line may have. */
  readonly maxLine: number;
  /** Whether a text with `,` `=` LF or CR rejects its line. */
  readonly rejectDelimiters: boolean;
}

const DEEPEST = 512;
const DELIMITER = /[,=\n\r]/;

/** The fate of a line that is not blank: SEMANTICS.md's steps 1 to 9, in their order. */
export function readLine(bytes: Buffer, rules: LineRules): Fate {
  if (bytes.length > rules.maxLine) return reject('line-too-long', `${bytes.length} bytes`);
  const json = decodeUtf8(bytes);
  if (json === undefined) return reject('invalid-utf8');
  const parsed = parseJson(json);
  if (parsed === undefined || nestingOf(json) > DEEPEST) return reject('malformed-json');
  if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) return reject('not-an-object');
  return readActivity(membersOf(json), rules);
}

function readActivity(members: ReadonlyMap<string, string>, rules: LineRules): Fate {
  const userId = members.get('user_id') ?? 'null';
  if (userId === 'null' || userId === '""') return { kind: 'anonymous' };
  if (!isString(userId) && !isNumber(userId)) return reject('bad-user-id', describe(userId));
  const type = members.get('type') ?? 'null';
  if (isString(type) && textOf(type) === 'event') return readEvent(textOf(userId), members, rules);
  if (isString(type) && textOf(type) === 'attributes') return readAttributes(textOf(userId), members, rules);
  return reject('unknown-type');
}

function readEvent(user: string, members: ReadonlyMap<string, string>, rules: LineRules): Fate {
  const id = members.get('id');
  if (id === undefined || id === '""' || !(isString(id) || isNumber(id)))
    return reject('bad-id', describeText(id));
  const name = members.get('name');
  if (name === undefined || name === '""' || !isString(name)) return reject('bad-name', describeText(name));
  const event = { kind: 'event', user, name: textOf(name), id: textOf(id) } as const;
  return checkDelimiters({ user_id: [event.user], name: [event.name] }, rules) ?? event;
}

function readAttributes(user: string, members: ReadonlyMap<string, string>, rules: LineRules): Fate {
  const number = members.get('timestamp');
  if (number === undefined || !isNumber(number)) return reject('bad-timestamp', describe(number));
  const timestamp = Number(number);
  if (!Number.isFinite(timestamp)) return reject('bad-timestamp', 'one beyond all doubles');
  const data = members.get('data');
  if (data === undefined || !data.startsWith('{')) return reject('bad-data', describe(data));
  const values = new Map<string, string | null>();
  for (const [name, value] of membersOf(data)) values.set(name, value === 'null' ? null : textOf(value));
  if (values.has('')) return reject('bad-name', 'an empty one in data');
  const texts = [...values].flat().filter((text) => text !== null);
  const attributes = { kind: 'attributes', user, timestamp, values } as const;
  return checkDelimiters({ user_id: [user], data: texts }, rules) ?? attributes;
}

function checkDelimiters(fields: Readonly<Record<string, string[]>>, rules: LineRules): Fate | undefined {
  if (!rules.rejectDelimiters) return undefined;
  const found = Object.keys(fields).find((field) => fields[field]!.some((text) => DELIMITER.test(text)));
  return found === undefined ? undefined : reject('delimiter', `one in ${found}`);
}

function reject(code: RejectCode, found?: string): Fate {
  return { kind: 'reject', code, message: rejectMessage(code, found) };
}

/** For fields that must not be empty. */
function describeText(value: string | undefined): string {
  return value === '""' ? 'an empty string' : describe(value);
}

/** A value's source text in the words of a message. */
function describe(value: string | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === 'null') return 'null';
  if (isString(value)) return 'a string';
  if (isNumber(value)) return 'a number';
  if (value.startsWith('{')) return 'an object';
  return value.startsWith('[') ? 'an array' : 'a boolean';
}

function isString(value: string): boolean {
  return value.startsWith('"');
}

function isNumber(value: string): boolean {
  return /^[-0-9]/.test(value);
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
