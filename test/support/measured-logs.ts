// Logs of the plain fields whose events carry values for measures, mostly, and random measures of them. Ids, times and values
// come from small pools, so that copies and ties are many.
import fc from 'fast-check';
import type { MeasureOptions, Measures } from '../../lib/mapping/read-measures.js';

export interface MeasuredLog {
  readonly measures: Measures;
  readonly log: Buffer;
}

const PATHS = ['price', 'plan', 'data.path', 'data', 'data.deep.er', 'timestamp', 'name', 'missing'];
const NAMES = ['page', 'order', 'p', 'a name of more than sixteen bytes'];

export function measuredLogArbitrary(maxLines = 40): fc.Arbitrary<MeasuredLog> {
  const lines = fc.array(lineArbitrary(), { maxLength: maxLines });
  return fc.record({
    measures: measuresArbitrary(),
    log: lines.map((each) => Buffer.from(each.map((line) => `${line}\n`).join(''))),
  });
}

export function measuresArbitrary(): fc.Arbitrary<Measures> {
  const path = fc.constantFrom(...PATHS);
  const paths = fc.oneof(path, fc.array(path, { minLength: 1, maxLength: 3 }));
  const measure = fc
    .tuple(
      fc.constantFrom('sum', 'min', 'max', 'earliest', 'latest', 'distinct'),
      paths,
      fc.option(fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 2 }), {
        nil: undefined,
        freq: 2,
      }),
    )
    .map(([reducer, from, events]): MeasureOptions => ({ [reducer]: from, ...(events && { events }) }));
  const name = fc.constantFrom(
    'revenue',
    'm',
    'Z',
    'é',
    'a b',
    'page',
    'measure \\ of more than eight bytes',
  );
  return fc.dictionary(name, measure, { minKeys: 1, maxKeys: 6, noNullPrototype: true });
}

/** Any number that decimals can hold, and some that they cannot. */
const NUMBERS = [
  ...[
    '0',
    '-0',
    '1',
    '2',
    '19.90',
    '19.9',
    '-3',
    '0.1',
    '0.2',
    '0.30000',
    '1e3',
    '1E-2',
    '999999999',
    '1000000000',
  ],
  ...['123456789.987654321', '-123456789012345678901234567890.000000000000000000001', '0e999', '0.0e-999'],
  ...[
    '9999999999999999999999999999999999999999',
    '1e40',
    '1e-40',
    '1e-41',
    '10e-41',
    '1e999999999999999999999',
  ],
];

function lineArbitrary(): fc.Arbitrary<string> {
  const number = fc.constantFrom(...NUMBERS);
  const text = fc.constantFrom(
    '""',
    '"x"',
    '"a,b"',
    '"\\u0061\\n"',
    '"é"',
    '"long text that is more than sixteen bytes"',
  );
  const sound = fc.oneof(
    number.filter((each) => !/1e40|1e-41|999999999999$/.test(each)),
    text,
  );
  const odd = fc.oneof(
    number,
    number.map((each) => `"${each}"`),
    fc.constantFrom(
      'null',
      'true',
      '[ 1, 2 ]',
      '{ "a" : "b" }',
      '{}',
      '"01"',
      '"1 "',
      '"+1"',
      '"1."',
      '"Infinity"',
    ),
  );
  const value = fc.oneof({ arbitrary: sound, weight: 6 }, { arbitrary: odd, weight: 1 });
  const price = fc.oneof(
    { arbitrary: number.filter((each) => each.length < 30), weight: 8 },
    { arbitrary: value, weight: 1 },
  );
  const data = fc.oneof(
    { arbitrary: fc.tuple(value, value).map(([a, b]) => `{"path":${a},"deep":{"er":${b}}}`), weight: 6 },
    { arbitrary: value.map((each) => `{"path": ${each}}`), weight: 2 },
    { arbitrary: value, weight: 1 },
    { arbitrary: value.map((each) => `{"deep":${each}}`), weight: 1 },
  );
  const time = fc.oneof(
    { arbitrary: fc.constantFrom('1', '2', '3', '1.5', '4294967296', '-1'), weight: 10 },
    { arbitrary: fc.constantFrom('null', '"x"', '1e999', '{}'), weight: 1 },
  );
  const type = fc.constantFrom('event', 'event', 'event', 'event', 'attributes', 'other');
  return fc
    .tuple(
      fc.constantFrom('"u"', '"u"', '"v"', '7', '""'),
      type,
      fc.constantFrom(...NAMES, 'page', 'order'),
      fc.constantFrom('"1"', '2', '"3"', '4', '"123e4567-e89b-42d3-a456-426614174000"', '"6"', '7', '8'),
      fc.option(price, { nil: undefined, freq: 5 }),
      fc.option(value, { nil: undefined, freq: 3 }),
      fc.option(data, { nil: undefined, freq: 6 }),
      fc.option(time, { nil: undefined, freq: 12 }),
      fc.nat(5),
    )
    .map(([user, kind, name, id, ...[cost, plan, details, at, turn]]) => {
      const members = [`"user_id":${user}`, `"type":"${kind}"`, `"name":"${name}"`, `"id":${id}`];
      if (cost !== undefined) members.push(`"price":${cost}`);
      if (plan !== undefined) members.push(`"plan":${plan}`);
      if (details !== undefined) members.push(`"data":${details}`);
      if (at !== undefined) members.push(`"timestamp":${at}`);
      return `{${[...members.slice(turn), ...members.slice(0, turn)].join(',')}}`;
    });
}
