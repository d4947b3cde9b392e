import { OptionReader } from '../options.js';
import {
  type FieldMapping,
  formatPath,
  type Measure,
  type Paths,
  REDUCERS,
  type Reducer,
} from './mapping.js';
import type { Path } from './path.js';

/**
 * A measure of a user: one reducer with the path of the values, such as `{ sum: 'properties.revenue' }`, and the names of the
 * events that count. Default: every event.
 */
export interface MeasureOptions extends Partial<Readonly<Record<Reducer, Paths | undefined>>> {
  readonly events?: readonly string[] | undefined;
}

/** Measures by their names: at most 64. */
export type Measures = Readonly<Record<string, MeasureOptions>>;

const MAX_MEASURES = 64;
const MAX_PATHS = 8;
const A_PATH = "a path such as 'properties.revenue', or a list of them";

type Fields = Pick<FieldMapping, 'timestamp' | 'time'>;

/** Checks the measures of a mapping; undefined if there are none. `parsePath` is undefined for what is no path. */
export function readMeasures(
  owner: string,
  given: unknown,
  fields: Fields,
  parsePath: (given: unknown) => Path | undefined,
): readonly Measure[] | undefined {
  if (given === undefined) return undefined;
  const names: OptionReader = new OptionReader(owner, { measures: given });
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    names.fail('measures', `an object such as { "revenue": { "sum": "properties.revenue" } }`);
  }
  const entries = Object.entries(given as object);
  if (entries.length === 0) return undefined;
  if (entries.length > MAX_MEASURES)
    names.fail('measures', `at most ${MAX_MEASURES} measures`, entries.length);
  const unsuitable = entries.find(([name]) => name === '' || Buffer.from(name).toString() !== name);
  if (unsuitable !== undefined) names.fail('measures', 'names that are Unicode and not empty', unsuitable[0]);
  return entries
    .map(([name, measure]) => readMeasure(`${owner}: measures: ${name}`, name, measure, fields, parsePath))
    .sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
}

function readMeasure(
  owner: string,
  name: string,
  given: unknown,
  fields: Fields,
  parsePath: (given: unknown) => Path | undefined,
): Measure {
  const reader: OptionReader = new OptionReader(owner, given ?? null);
  const reducers = REDUCERS.filter((reducer) => reader.raw(reducer) !== undefined);
  const reducer = reducers[0];
  if (reducer === undefined) reader.fail('reducer', `one of ${REDUCERS.join(', ')}`, undefined);
  if (reducers.length > 1) reader.fail('reducer', 'exactly one', reducers.join(' and '));
  const raw = reader.raw(reducer);
  const list: unknown[] = Array.isArray(raw) ? raw : [raw];
  const paths = list.map(parsePath);
  if (list.length === 0 || list.length > MAX_PATHS || paths.includes(undefined)) {
    const wrong = list[paths.indexOf(undefined)];
    reader.fail(reducer, A_PATH, Array.isArray(raw) && wrong !== undefined ? wrong : raw);
  }
  const events = readEvents(reader);
  reader.done();
  if ((reducer === 'earliest' || reducer === 'latest') && fields.timestamp.length === 0) {
    reader.fail(reducer, "a mapping with a 'timestamp'", raw);
  }
  return {
    name,
    reducer,
    paths: paths as Path[],
    events,
    times: areTimes(reader, reducer, paths as Path[], fields),
  };
}

function readEvents(reader: OptionReader): readonly string[] | undefined {
  const given = reader.raw('events');
  if (given === undefined) return undefined;
  const isList = Array.isArray(given) && given.length > 0;
  if (!isList || !given.every((name) => typeof name === 'string' && name !== '')) {
    reader.fail('events', `a list of names of events such as ["Order Completed"]`);
  }
  // Half a surrogate pair is compared as the scanner reads it.
  const names = new Set((given as string[]).map((name) => Buffer.from(name).toString()));
  return [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

/** Whether the values of a measure are times: those of `min` and `max` at the mapping's own timestamps, where these are texts. */
function areTimes(reader: OptionReader, reducer: Reducer, paths: readonly Path[], fields: Fields): boolean {
  if (fields.time !== 'iso-8601' || (reducer !== 'min' && reducer !== 'max')) return false;
  const timestamps = new Set(fields.timestamp.map(formatPath));
  const texts = paths.map(formatPath);
  const times = texts.filter((path) => timestamps.has(path));
  if (times.length > 0 && times.length < texts.length) {
    reader.fail(reducer, 'either paths of the timestamp or others, not both', texts.join(' and '));
  }
  return times.length > 0;
}

/** Measures as written in a mapping: one way for each meaning. */
export function writtenMeasures(measures: readonly Measure[]): Measures {
  const written = measures.map(({ name, reducer, paths, events }): [string, MeasureOptions] => {
    const texts = paths.map(formatPath);
    const path = texts.length === 1 ? texts[0]! : texts;
    return [name, { [reducer]: path, ...(events === undefined ? {} : { events }) }];
  });
  return Object.fromEntries(written);
}
