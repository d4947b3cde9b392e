import test from 'ava';
import { PRESET_NAMES } from '../../lib/mapping/presets.js';
import { type Mapping, readMapping, writtenMapping } from '../../lib/mapping/read-mapping.js';

const EVENTS: Mapping = { user_id: 'u', otherwise: 'event', id: 'i', name: 'n' };
const NEEDED: Mapping = { ...EVENTS, otherwise: 'both', timestamp: 't', data: 'd' };

test('a dot leads into an object, and an escaped dot belongs to a name', (t) => {
  const mapping = readMapping('m', { ...EVENTS, user_id: ['a.b', 'a\\.b.c\\\\', '$x y'] })!;
  t.deepEqual(mapping.user_id, [['a', 'b'], ['a.b', 'c\\'], ['$x y']]);
  t.deepEqual(mapping.id, [['i']]);
  t.deepEqual(mapping.data, []);
});

test('fields that are not given have their defaults', (t) => {
  t.is(readMapping('m', undefined), undefined);
  t.like(readMapping('m', EVENTS), { type: [], types: {}, time: 'seconds' });
  t.is(
    readMapping('m', { ...EVENTS, otherwise: undefined, type: 'k', types: { x: 'event' } }).otherwise,
    'ignored',
  );
});

test('the fields that a mapping gives replace those of its preset', (t) => {
  const segment = readMapping('m', 'segment');
  t.deepEqual(readMapping('m', { preset: 'segment' }), segment);
  const types = { track: 'event', page: 'event' } as const;
  t.deepEqual(readMapping('m', { preset: 'segment', types, name: ['event', 'name'] }), {
    ...segment,
    types,
    name: [['event'], ['name']],
  });
});

test('a mapping written out in full means the same, and survives JSON', (t) => {
  for (const given of [
    'segment+anonymous',
    'posthog',
    'mixpanel',
    NEEDED,
    { ...EVENTS, id: 'a\\.b.c' },
  ] as const) {
    const written = writtenMapping('m', given)!;
    t.deepEqual(readMapping('m', written), readMapping('m', given));
    t.deepEqual(JSON.parse(JSON.stringify(written)), written);
  }
  t.is(writtenMapping('m', undefined), undefined);
});

const A_PATH = "a path such as 'properties.id', or a list of them";
const WRONG: [given: unknown, message: string][] = [
  [null, 'm: options must be an object, not null'],
  ['segmnt', `m: map must be one of ${PRESET_NAMES.map((name) => `'${name}'`).join(', ')}, not 'segmnt'`],
  [
    { preset: 'simple' },
    `m: preset must be one of ${PRESET_NAMES.map((name) => `'${name}'`).join(', ')}, not 'simple'`,
  ],
  [{}, "m: otherwise must be 'event', 'attributes' or 'both' if every type is ignored, not 'ignored'"],
  [{ ...EVENTS, user_id: undefined }, `m: user_id is missing; it must be ${A_PATH}`],
  [{ ...EVENTS, user_id: 7 }, `m: user_id must be ${A_PATH}, not 7`],
  [{ ...EVENTS, id: ['a', 7] }, `m: id must be ${A_PATH}, not 7`],
  [{ ...EVENTS, id: [] }, `m: id must be ${A_PATH}, not an array`],
  ...['', '.', 'a.', '.a', 'a..b', 'a\\', 'a\\b', Array(17).fill('a').join('.')].map(
    (path): [unknown, string] => [{ ...EVENTS, name: path }, `m: name must be ${A_PATH}, not '${path}'`],
  ),
  [{ ...NEEDED, data: undefined }, `m: data is missing; it must be ${A_PATH}`],
  [{ ...NEEDED, id: undefined }, `m: id is missing; it must be ${A_PATH}`],
  [{ ...EVENTS, types: { x: 'event' } }, `m: type is missing; it must be ${A_PATH}`],
  [{ ...EVENTS, type: 'k' }, 'm: types is missing; it must be an object such as { "track": "event" }'],
  [
    { ...EVENTS, type: 'k', types: ['event'] },
    'm: types must be an object such as { "track": "event" }, not an array',
  ],
  [
    { ...EVENTS, type: 'k', types: { x: 'evt' } },
    "m: types: x must be one of 'event', 'attributes', 'both', 'ignored', not 'evt'",
  ],
  [
    { ...EVENTS, otherwise: 'other' },
    "m: otherwise must be one of 'event', 'attributes', 'both', 'ignored', not 'other'",
  ],
  [
    { ...EVENTS, time: 'iso' },
    "m: time must be one of 'seconds', 'milliseconds', 'microseconds', 'nanoseconds', 'iso-8601', not 'iso'",
  ],
  [{ ...NEEDED, data: 'u' }, "m: data must be a path that does not lead through user_id ('u'), not 'u'"],
  [{ ...NEEDED, data: 'u.x' }, "m: data must be a path that does not lead through user_id ('u'), not 'u.x'"],
  [{ ...NEEDED, id: 'd' }, "m: data must be a path that does not lead through id ('d'), not 'd'"],
  [
    { ...EVENTS, user_id: '^.u' },
    `m: user_id must be ${A_PATH}; one that begins with '^.' needs 'records', not '^.u'`,
  ],
  [{ ...EVENTS, records: 'a..b' }, "m: records must be a path such as 'events', not 'a..b'"],
  [{ ...EVENTS, id: { all: [] } }, `m: id: all must be ${A_PATH}, not an array`],
  [{ ...EVENTS, id: { line: false } }, 'm: id: line must be true, not false'],
  [{ ...EVENTS, id: { al: 'x' } }, `m: id: all is missing; it must be ${A_PATH}`],
  [{ ...EVENTS, name: { constant: '' } }, "m: name: constant must be a string that is not empty, not ''"],
  [{ ...NEEDED, entries: { value: 'v' } }, "m: entries: key is missing; it must be a path such as 'key'"],
  [{ ...NEEDED, once: 7 }, `m: once must be ${A_PATH}, not 7`],
  [
    { ...EVENTS, usr: 'u' },
    "m: unknown option 'usr' (known: preset, id, name, data, user_id, type, types, otherwise, timestamp, time, records, json, entries, once, unset, measures)",
  ],
];

for (const [given, message] of WRONG) {
  test(`the mapping ${JSON.stringify(given)} is refused`, (t) => {
    t.throws(() => readMapping('m', given), { code: 'bad-option', message });
  });
}

test('several fields may read the same path', (t) => {
  t.notThrows(() => readMapping('m', { ...EVENTS, user_id: 'x', id: 'x', name: ['x', 'y'] }));
});
