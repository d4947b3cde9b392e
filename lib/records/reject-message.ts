import type { RejectCode } from './reject.js';

/** What each check expects of a line, for people. Every engine says it in these words. */
const EXPECTED: Readonly<Record<RejectCode, string>> = {
  'line-too-long': 'a line must not be longer than the limit',
  'invalid-utf8': 'a line must be UTF-8',
  'malformed-json': 'a line must be JSON (RFC 8259) and nested no deeper than 512 levels',
  'not-an-object': 'a line must be a JSON object, found another JSON value',
  'bad-user-id': 'user_id must be a string or a number',
  'unknown-type': 'type must be "event" or "attributes"',
  'bad-id': 'id must be a string that is not empty, or a number',
  'bad-name': 'a name must be a string that is not empty',
  'bad-timestamp': 'timestamp must be a finite number',
  'bad-data': 'data must be an object',
  delimiter: 'no text may have a comma, an equals sign or a line end in it',
};

/** The message of a reject: what was expected and, where that is known, what was found. */
export function rejectMessage(code: RejectCode, found?: string): string {
  return found === undefined ? EXPECTED[code] : `${EXPECTED[code]}, found ${found}`;
}
