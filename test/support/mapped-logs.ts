// Mappings of every shape, and logs for them: records in which the fields stand where the mapping says, mostly, and are
// what they must be, mostly. Names come from a small pool, so that paths meet, and keys are given twice.
import fc from 'fast-check';
import type { FieldMapping, PathField } from '../../lib/mapping/mapping.js';
import { formatPath, PATH_FIELDS, TIME_FORMATS } from '../../lib/mapping/mapping.js';
import type { Path } from '../../lib/mapping/path.js';
import { type Mapping, readMapping } from '../../lib/mapping/read-mapping.js';
import {
  dataArbitrary,
  eventIdArbitrary,
  nameArbitrary,
  textArbitrary,
  timestampArbitrary,
  userIdArbitrary,
} from './arbitraries.js';
import { jsonArbitrary, objectSource, stringSource } from './json-sources.js';

/** Some differ only beyond eight bytes, or only in their middle; one is the other with a zero byte. */
const NAMES = [
  'a',
  'b',
  'a.b',
  'a\\',
  'a\0',
  'é',
  'properties',
  'property',
  '$set',
  '__proto__',
  'properties_2',
].concat([
  'a long name, which begins and ends like 1 another',
  'a long name, which begins and ends like 2 another',
]);
const TYPES = ['track', 'identify', 'page', 'a type of more than sixteen bytes', ''];

export interface MappedLog {
  readonly map: Mapping;
  readonly log: Buffer;
}

export function mappedLogArbitrary(mappings = mappingArbitrary()): fc.Arbitrary<MappedLog> {
  return mappings.chain((map) =>
    fc
      .array(recordArbitrary(readMapping('test', map)!), { maxLength: 20 })
      .map((lines) => ({ map, log: Buffer.from(lines.map((line) => `${line}\n`).join('')) })),
  );
}

/** Paths of some lead to the same places, and never through each other: those of `data` begin with names of their own. */
function mappingArbitrary(): fc.Arbitrary<Mapping> {
  const pathOf = (first: readonly string[]) =>
    fc
      .tuple(fc.constantFrom(...first), fc.nat(2), fc.constantFrom(...NAMES), fc.constantFrom(...NAMES))
      .map(([name, more, ...names]) => formatPath([name, ...names.slice(0, more)]));
  const pathsOf = (path: fc.Arbitrary<string>) =>
    fc.oneof(path, fc.array(path, { minLength: 1, maxLength: 3 }));
  const paths = pathsOf(pathOf(NAMES.slice(3)));
  const kind = fc.constantFrom('event', 'attributes', 'both', 'ignored');
  const types = fc.dictionary(fc.constantFrom(...TYPES), kind, { minKeys: 1, noNullPrototype: true });
  return fc
    .record(
      {
        ...{
          user_id: paths,
          id: paths,
          name: paths,
          timestamp: paths,
          data: pathsOf(pathOf(NAMES.slice(0, 3))),
        },
        ...{
          type: paths,
          types,
          otherwise: kind,
          time: fc.constantFrom(...TIME_FORMATS),
        },
      },
      { requiredKeys: ['user_id', 'id', 'name', 'timestamp', 'data', 'otherwise', 'time'] },
    )
    .filter(isMapping) as fc.Arbitrary<Mapping>;
}

/** With measures, whose paths lead anywhere: to the places of fields, around them and into them. */
export function measuredMappingArbitrary(): fc.Arbitrary<Mapping> {
  const reducer = fc.constantFrom('sum', 'min', 'max', 'earliest', 'latest', 'distinct');
  return mappingArbitrary()
    .chain((map) => {
      const places = PATH_FIELDS.flatMap((field) => readMapping('test', map)![field]);
      const names = fc.array(fc.constantFrom(...NAMES.slice(0, 5)), { maxLength: 2 });
      const path = fc
        .tuple(fc.constantFrom(...places), fc.nat(3), names)
        .map(([place, cut, more]) => [...place.slice(0, place.length - (cut === 3 ? 1 : 0)), ...more])
        .filter(({ length }) => length > 0)
        .map(formatPath);
      const measure = fc.tuple(reducer, fc.oneof(path, fc.array(path, { minLength: 1, maxLength: 3 })));
      const named = fc.tuple(fc.constantFrom('b', 'a', 'é', 'Z'), measure);
      return fc.array(named, { minLength: 1, maxLength: 4 }).map((list) => ({
        ...map,
        measures: Object.fromEntries(list.map(([name, [kind, paths]]) => [name, { [kind]: paths }])),
      }));
    })
    .filter(isMapping) as fc.Arbitrary<Mapping>;
}

function isMapping(given: object): boolean {
  try {
    // Those with forms are read in another way: see formed-logs.ts.
    return readMapping('test', given)!.forms === undefined;
  } catch {
    return false;
  }
}

type Pair = [path: Path, value: string];

/** A record's JSON: a value for most paths, some for others, some twice. */
function recordArbitrary(mapping: FieldMapping): fc.Arbitrary<string> {
  const pairs = PATH_FIELDS.flatMap((field) =>
    mapping[field].map((path) =>
      fc.option(
        valueFor(field, mapping).map((value): Pair => [path, value]),
        { freq: 8 },
      ),
    ),
  );
  const places = PATH_FIELDS.flatMap((field) => mapping[field]);
  // Some lead through what is no object.
  const ways = places.filter(({ length }) => length > 1).map((path) => path.slice(0, -1));
  const other = fc.tuple(
    fc.constantFrom(...places, ...ways, ['a'], ['b', '$set']),
    ANY_VALUE,
  ) as fc.Arbitrary<Pair>;
  return fc
    .tuple(
      fc.tuple(...pairs),
      fc.array(other, { maxLength: 2 }),
      fc.boolean(),
      fc.nat(255),
      fc.constantFrom<string[]>([''], [' '], ['', '\t ']),
      fc.nat(),
    )
    .map(([known, more, together, escapes, spaces, turn]) => {
      const members = [...known.filter((pair) => pair !== null), ...more];
      const first = members.length === 0 ? 0 : turn % members.length;
      return nested([...members.slice(first), ...members.slice(0, first)], together, escapes, spaces);
    });
}

const ANY_VALUE = jsonArbitrary();

function mostly(sound: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof(
    { arbitrary: sound, weight: 12 },
    { arbitrary: fc.constantFrom('null', '""', '{}', 'true', '7', '"x"'), weight: 2 },
    { arbitrary: ANY_VALUE, weight: 1 },
  );
}

function valueFor(field: PathField, { time }: FieldMapping): fc.Arbitrary<string> {
  return field === 'timestamp' && time === 'iso-8601' ? VALUES.instant : VALUES[field];
}

/** The object that holds these; those of one inner object together in it, or each in an object of its own. */
function nested(
  pairs: readonly Pair[],
  together: boolean,
  escapes: number,
  spaces: readonly string[],
): string {
  const members: [string, Pair[]][] = [];
  for (const [path, value] of pairs) {
    const name = path[0]!;
    const inner = members.find((member) => together && member[0] === name && path.length > 1);
    if (inner === undefined) members.push([name, [[path.slice(1), value]]]);
    else inner[1].push([path.slice(1), value]);
  }
  const sources = members.map(([name, inner]): [string, string] => {
    const value = inner.at(-1)!;
    return [
      stringSource(name, escapes),
      value[0].length === 0
        ? value[1]
        : nested(
            inner.filter(([path]) => path.length > 0),
            together,
            escapes,
            spaces,
          ),
    ];
  });
  return objectSource(sources, spaces);
}

const TIMES = [
  '2015-12-10T04:08:31.905Z',
  '2015-12-10T05:08:31.905+01:00',
  '2015-12-09t20:08:31.905-0800',
  '2015-12-10 04:08:31.905000',
  '2015-12-10T04:08:31,905000001Z',
  '2015-12-10T04:08:31.905001z',
  '2015-12-10T04:08:31.90500099999Z',
  '2015-12-10T04:08Z',
  '2015-12-10T04:08:00+00',
  '2015-12-10',
  '2016-02-29',
  '2000-02-29T00:00:00-00:30',
  '1900-02-28T23:59:60Z',
  '1970-01-01T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999999999-23:59',
  '2015-12-10 04:08:31.905 UTC',
  '2015-12-10 04:08 GMT',
  '2015-12-10 05:08:31.905 +0100',
  '2015-12-10 04:08:31 Z',
];
const NO_TIMES = [
  '',
  '2015-02-29',
  '1900-02-29',
  '2015-13-01',
  '2015-00-10',
  '2015-12-32',
  '2015-12-00',
].concat(
  ['2015-12-10T24:00Z', '2015-12-10T04:60Z', '2015-12-10T04:08:61Z', '2015-12-10T04:08:31.Z', '2015-12-10T'],
  [
    '2015-12-10T04:08:31+24:00',
    '2015-12-10T04:08:31+01:60',
    '2015-12-10T04:08:31Z ',
    '20151210T040831Z',
    '2015-12-10T04',
    '2015-12-10 UTC',
    '2015-12-10 04:08:31UTC',
    '2015-12-10 04:08:31 utc',
    '2015-12-10 04:08:31 ',
    '2015-12-10 04:08:31  UTC',
  ],
);

/** A time of ISO 8601, or what looks like one. */
export function timeArbitrary(): fc.Arbitrary<string> {
  const damaged = fc
    .tuple(fc.constantFrom(...TIMES), fc.nat(30), fc.constantFrom(...'0123456789:-+.,TtZz \0é'), fc.boolean())
    .map(([time, at, character, insert]) => time.slice(0, at) + character + time.slice(insert ? at : at + 1));
  return fc.oneof(
    { arbitrary: fc.constantFrom(...TIMES), weight: 10 },
    {
      arbitrary: fc
        .date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) })
        .map((date) => date.toISOString()),
      weight: 2,
    },
    { arbitrary: fc.constantFrom(...NO_TIMES), weight: 1 },
    { arbitrary: damaged, weight: 1 },
  );
}

const VALUES: Readonly<Record<PathField | 'instant', fc.Arbitrary<string>>> = {
  user_id: mostly(userIdArbitrary()),
  type: mostly(textArbitrary(TYPES)),
  id: mostly(eventIdArbitrary()),
  name: mostly(nameArbitrary()),
  timestamp: mostly(
    fc.oneof(
      { arbitrary: timestampArbitrary(), weight: 2 },
      timestampArbitrary().map((time) => (time.startsWith('"') ? time : JSON.stringify(time))),
      fc.constantFrom(
        '"1709287200123"',
        '"1"',
        '"\\u0031\\u0032"',
        '" 1"',
        '"1 "',
        '"01"',
        '"1e999"',
        '"1.5e3"',
        '"-"',
      ),
    ),
  ),
  instant: mostly(timeArbitrary().map((time) => JSON.stringify(time))),
  data: mostly(dataArbitrary()),
};
