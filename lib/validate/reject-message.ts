import { type FieldMapping, fieldName, formatPath, type Measure, measurePaths } from '../mapping/mapping.js';
import type { Path } from '../mapping/path.js';
import type { RejectCode } from '../records/reject.js';

/** What each check expects of a line, for people. All engines use these words. */
const EXPECTED: Readonly<Record<RejectCode, (mapping: FieldMapping | undefined) => string>> = {
  'line-too-long': () => 'a line must not be longer than the limit',
  'invalid-utf8': () => 'a line must be UTF-8',
  'malformed-json': () => 'a line must be JSON (RFC 8259) and nested no deeper than 512 levels',
  'not-an-object': () => 'a line must be a JSON object, found another JSON value',
  'bad-user-id': (mapping) => `${fieldName('user_id', mapping)} must be a string or a number`,
  'unknown-type': (mapping) =>
    mapping === undefined || mapping.plain === true
      ? 'type must be "event" or "attributes"'
      : `${fieldName('type', mapping)} must be a type`,
  'bad-id': (mapping) => `${fieldName('id', mapping)} must be a string that is not empty, or a number`,
  'bad-name': () => 'a name must be a string that is not empty',
  'bad-timestamp': (mapping) => `${fieldName('timestamp', mapping)} must be ${timeOf(mapping)}`,
  'bad-data': (mapping) => `${fieldName('data', mapping)} must be an object`,
  'bad-measure': () => 'a value of a measure must be of its kind',
  delimiter: () => 'no text may have a comma, an equals sign or a line end in it',
};

function timeOf(mapping: FieldMapping | undefined): string {
  if (mapping?.time === 'iso-8601') return 'a time like 2015-12-10T04:08:31.905Z';
  return mapping === undefined || mapping.plain === true
    ? 'a finite number'
    : 'a finite number, or a string that is one';
}

/**
 * The message of a reject: what was expected and, if known, what was found. With a mapping, fields are named by its paths.
 */
export function rejectMessage(code: RejectCode, found?: string, mapping?: FieldMapping): string {
  const expected = EXPECTED[code](mapping);
  return found === undefined ? expected : `${expected}, found ${found}`;
}

/** What was found where something that is no object stands on the way of a path. */
export function blockedPath(found: string, place: Path, path: Path): string {
  return `${found} at ${formatPath(place)}, on the way to ${formatPath(path)}`;
}

/** The message of a reject by a measure. */
export function measureMessage(measure: Measure, found: string): string {
  return `${measurePaths(measure)} must be ${kindOf(measure)} for the measure ${measure.name}, found ${found}`;
}

function kindOf({ reducer, times }: Measure): string {
  if (times) return 'a time like 2015-12-10T04:08:31.905Z';
  const isNumber = reducer === 'sum' || reducer === 'min' || reducer === 'max';
  return isNumber ? 'a number below 10^40 with at most 40 decimal places' : 'a value';
}
