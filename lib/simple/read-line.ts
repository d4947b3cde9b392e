import type { RejectCode } from '../records/reject.js';
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
  if (bytes.length > rules.maxLine) {
    return reject('line-too-long', `the line is longer than ${rules.maxLine} bytes`);
  }
  const json = decodeUtf8(bytes);
  if (json === undefined) return reject('invalid-utf8', 'the line is not UTF-8');
  const parsed = parseJson(json);
  if (parsed === undefined) return reject('malformed-json', 'the line is not JSON');
  if (nestingOf(json) > DEEPEST) {
    return reject('malformed-json', `the line is nested deeper than ${DEEPEST} levels`);
  }
  if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) {
    return reject('not-an-object', 'the line is not a JSON object');
  }
  return readActivity(membersOf(json), rules);
}

function readActivity(members: ReadonlyMap<string, string>, rules: LineRules): Fate {
  const userId = members.get('user_id') ?? 'null';
  if (userId === 'null' || userId === '""') return { kind: 'anonymous' };
  if (!isString(userId) && !isNumber(userId)) {
    return reject('bad-user-id', 'user_id is neither a string nor a number');
  }
  const type = members.get('type') ?? 'null';
  if (isString(type) && textOf(type) === 'event') return readEvent(textOf(userId), members, rules);
  if (isString(type) && textOf(type) === 'attributes') return readAttributes(textOf(userId), members, rules);
  return reject('unknown-type', 'type is neither "event" nor "attributes"');
}

function readEvent(user: string, members: ReadonlyMap<string, string>, rules: LineRules): Fate {
  const id = members.get('id') ?? 'null';
  if (id === '""' || !(isString(id) || isNumber(id))) {
    return reject('bad-id', 'id is neither a string that is not empty nor a number');
  }
  const name = members.get('name') ?? 'null';
  if (name === '""' || !isString(name)) return reject('bad-name', 'name is not a string that is not empty');
  const event = { kind: 'event', user, name: textOf(name), id: textOf(id) } as const;
  return checkDelimiters([event.user, event.name], rules) ?? event;
}

function readAttributes(user: string, members: ReadonlyMap<string, string>, rules: LineRules): Fate {
  const timestamp = members.get('timestamp') ?? 'null';
  if (!isNumber(timestamp) || !Number.isFinite(Number(timestamp))) {
    return reject('bad-timestamp', 'timestamp is not a finite number');
  }
  const data = members.get('data') ?? 'null';
  if (!data.startsWith('{')) return reject('bad-data', 'data is not an object');
  const values = new Map<string, string | null>();
  for (const [name, value] of membersOf(data)) values.set(name, value === 'null' ? null : textOf(value));
  if (values.has('')) return reject('bad-name', 'an attribute has an empty name');
  const texts = [...values].flat().filter((text) => text !== null);
  return (
    checkDelimiters([user, ...texts], rules) ?? {
      kind: 'attributes',
      user,
      timestamp: Number(timestamp),
      values,
    }
  );
}

function checkDelimiters(texts: readonly string[], rules: LineRules): Fate | undefined {
  if (!rules.rejectDelimiters || !texts.some((text) => DELIMITER.test(text))) return undefined;
  return reject('delimiter', 'a user id, name or value has a comma, an equals sign or a line end in it');
}

function reject(code: RejectCode, message: string): Fate {
  return { kind: 'reject', code, message };
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
