import fc from 'fast-check';
import type { Mapping } from '../../lib/index.js';

// Mappings with forms, and records that fit them more or less.

const EVENT = { user_id: 'u', otherwise: 'event', id: 'i', name: 'n' } as const;
const BOTH = { user_id: 'u', otherwise: 'both', id: 'i', name: 'n', timestamp: 't', data: 'd' } as const;

export const FORMED_MAPPINGS: readonly Mapping[] = [
  { ...BOTH, json: ['d', 'p.x'], name: ['p.x.n', 'n'], time: 'milliseconds' },
  { ...BOTH, json: 'p', data: ['p.d', 'd'], once: ['p.once', 'once'], unset: ['p.unset', 'unset'] },
  { ...BOTH, otherwise: 'attributes', once: 'once', time: 'iso-8601' },
  { ...BOTH, timestamp: 'd.t', data: ['d.set', 'd'], once: 'd.once', unset: 'd.unset' },
  { user_id: 'u', otherwise: 'attributes', data: '.' },
  {
    ...BOTH,
    data: ['d', '.'],
    type: 'k',
    types: { a: 'event', b: 'attributes', c: 'both' },
    otherwise: 'ignored',
  },
  { ...BOTH, data: { all: ['d', 'p.d', 'p'] } },
  {
    ...BOTH,
    id: { all: ['i', 'p.i', 'e.i'] },
    entries: { at: ['d', 'e'], key: 'key', value: ['value.s', 'value.i', 'v'] },
  },
  { ...EVENT, id: { line: true }, name: { constant: 'a,"b' } },
  { ...BOTH, records: 'list', user_id: ['u', '^.u', '^.p.u'], timestamp: ['t', '^.t'] },
  { ...EVENT, records: 'p.list', json: ['^.p', 'p'], id: { line: true }, name: ['n', '^.n'] },
  {
    ...BOTH,
    json: ['p', 'e'],
    entries: { at: 'd', key: 'key', value: 'v' },
    once: 'once',
    measures: {
      last: { latest: ['p.x', 'd.a'] },
      most: { max: 'e.i', events: ['a'] },
      sum: { sum: ['p.i', 'i'] },
      seen: { distinct: 'p.x' },
    },
  },
  { ...EVENT, records: 'list', measures: { sum: { sum: '^.i' }, first: { min: 'i' } } },
  { ...EVENT, records: 'list', type: '^.k', types: { a: 'event', c: 'event' } },
];

const scalar = fc.oneof(
  { arbitrary: fc.constantFrom('"a"', '"b"', '1', '2.50', '17e2', '"1709287200123"'), weight: 6 },
  {
    arbitrary: fc.constantFrom(
      'null',
      '""',
      'true',
      '"\\u0061"',
      '"x,=\\n"',
      '"é😀"',
      '"2024-01-02 03:04:05 UTC"',
    ),
    weight: 3,
  },
);
const NAMES = [
  'u',
  'i',
  'n',
  't',
  'd',
  'p',
  'e',
  'k',
  'key',
  'v',
  's',
  'set',
  'once',
  'unset',
  'x',
  'list',
  'value',
];
const name = fc.oneof(
  { arbitrary: fc.constantFrom(...NAMES).map((text) => JSON.stringify(text)), weight: 20 },
  { arbitrary: fc.constantFrom('"\\u0075"', '""', '"\\u0070"', '"o,"', '"\\\\u"'), weight: 1 },
);
const space = fc.constantFrom('', '', '', ' ', '\t');

const { value } = fc.letrec<{ value: string; object: string; list: string }>((tie) => ({
  object: fc
    .array(fc.tuple(name, tie('value'), space), { maxLength: 4 })
    .map(
      (members) =>
        `{${members.map(([key, inner, blank]) => `${blank}${key}${blank}:${inner}${blank}`).join(',')}}`,
    ),
  list: fc.array(tie('value'), { maxLength: 3 }).map((values) => `[${values.join(', ')}]`),
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { arbitrary: scalar, weight: 4 },
    { arbitrary: tie('object'), weight: 3 },
    { arbitrary: tie('list'), weight: 2 },
    { arbitrary: tie('object').map((json) => JSON.stringify(` ${json}`)), weight: 1 },
    { arbitrary: tie('list').map((json) => JSON.stringify(json.replaceAll(',', ',\n'))), weight: 1 },
  ),
}));

/** A value for a name, mostly of the kind that mappings expect there. */
function valueFor(key: string): fc.Arbitrary<string> {
  const entry = fc
    .tuple(scalar, scalar, fc.constantFrom('s', 'i', 'x'))
    .map(([at, inner, kind]) => `{"key":${at},"value":{"${kind}":${inner}},"v":${inner}}`);
  const usual: Record<string, fc.Arbitrary<string>> = {
    u: fc.oneof({ arbitrary: fc.constantFrom('"a"', '"b"', '7'), weight: 8 }, scalar),
    i: fc.oneof({ arbitrary: fc.constantFrom('"a"', '"b"', '7'), weight: 8 }, scalar),
    n: fc.constantFrom('"a"', '"b"'),
    t: fc.oneof(
      { arbitrary: fc.constantFrom('1', '2', '3', '"2"'), weight: 6 },
      fc.constantFrom('"2024-01-02T03:04:05Z"', '"2024-01-02 03:04:05 UTC"', '"2023-01-01"'),
    ),
    k: fc.constantFrom('"a"', '"b"', '"c"', '"other"'),
    d: fc.oneof(
      { arbitrary: objectOf(['x', 's', 't', 'set', 'once', 'unset']), weight: 5 },
      fc.array(entry).map((list) => `[${list}]`),
    ),
    e: fc.array(entry, { maxLength: 3 }).map((list) => `[${list.join(',')}]`),
    once: objectOf(['x', 's', 'v']),
    unset: fc.constantFrom('["x"]', '["s","x",7]', '{"x":"-"}', '[]'),
  };
  return usual[key] === undefined
    ? value
    : fc.oneof({ arbitrary: usual[key], weight: 14 }, { arbitrary: value, weight: 1 });
}

function objectOf(
  keys: readonly string[],
  more: Record<string, fc.Arbitrary<string>> = {},
): fc.Arbitrary<string> {
  const member = fc
    .constantFrom(...keys, ...Object.keys(more))
    .chain((key) => fc.tuple(fc.constant(key), more[key] ?? scalar));
  return fc
    .array(member, { maxLength: 8 })
    .map((members) => `{${members.map(([key, inner]) => `${JSON.stringify(key)}:${inner}`).join(',')}}`);
}

/** An object with most of these members, in any order, and sometimes one more. */
function mostOf(members: Record<string, fc.Arbitrary<string>>): fc.Arbitrary<string> {
  const pairs = Object.entries(members).map(([key, inner]) =>
    fc.option(
      inner.map((text) => `${JSON.stringify(key)}:${text}`),
      { freq: 9 },
    ),
  );
  const other = fc.tuple(name, value).map(([key, inner]) => `${key}:${inner}`);
  return fc.tuple(fc.tuple(...pairs), fc.option(other, { freq: 1 }), fc.nat()).map(([known, more, turn]) => {
    const all = [...known, more].filter((pair) => pair !== null);
    const first = all.length === 0 ? 0 : turn % all.length;
    return `{${[...all.slice(first), ...all.slice(0, first)].join(',')}}`;
  });
}

function recordArbitrary(): fc.Arbitrary<string> {
  const fields = ['u', 'i', 'n', 't', 'd', 'e', 'k', 'once', 'unset'];
  const values = Object.fromEntries(fields.map((key) => [key, valueFor(key)]));
  const inner = mostOf(values);
  const listed = fc
    .array(fc.oneof({ arbitrary: inner, weight: 6 }, value), { maxLength: 3 })
    .map((list) => `[${list.join(' ,')}]`);
  const p = mostOf({ ...values, list: listed });
  const inText = p.map((json) => JSON.stringify(json));
  return mostOf({ ...values, list: listed, p: fc.oneof({ arbitrary: p, weight: 2 }, inText, value) });
}

/** Lines for a mapping with forms; a few are no records. */
export function formedLogArbitrary(): fc.Arbitrary<{ readonly map: Mapping; readonly log: Buffer }> {
  const line = fc.oneof(
    { arbitrary: recordArbitrary(), weight: 12 },
    { arbitrary: value, weight: 2 },
    {
      arbitrary: fc.constantFrom('', ' ', '{"u":', 'x', `{"d":${'['.repeat(505)}${']'.repeat(505)}}`),
      weight: 1,
    },
  );
  return fc
    .tuple(
      fc.constantFrom(...FORMED_MAPPINGS),
      fc.array(line, { maxLength: 30 }),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
    )
    .map(([map, lines, end, mark]) => ({
      map,
      log: Buffer.from(`${mark ? '\ufeff' : ''}${lines.join(end)}`),
    }));
}
