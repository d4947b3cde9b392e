import test from 'ava';
import fc from 'fast-check';
import { makeDictionaries } from '../../lib/generate/dictionaries.js';
import { LogGenerator, type LogSettings } from '../../lib/generate/log-generator.js';

const dictionaries = makeDictionaries();

const SETTINGS: LogSettings = {
  ...{ seed: 1_560_000_000, count: 10, attrs: 5, events: 100 },
  ...{ maxEvents: 5, dupes: 0, anon: 0, dupeDistance: 0 },
};

interface Line {
  readonly type: 'event' | 'attributes';
  readonly timestamp: number;
  readonly user_id?: string;
  readonly data: Readonly<Record<string, string>>;
}

function generate(settings: Partial<LogSettings>) {
  const generator = new LogGenerator({ ...SETTINGS, ...settings }, dictionaries);
  const chunks = [...generator.log()];
  const texts = Buffer.concat(chunks).toString().split('\n').slice(0, -1);
  const lines = texts.map((text): Line => JSON.parse(text));
  return { generator, chunks, texts, lines };
}

const settingsArbitrary = fc.record({
  seed: fc.nat(),
  count: fc.integer({ min: 1, max: 40 }),
  attrs: fc.nat(8),
  events: fc.nat(200),
  dupes: fc.constantFrom(0, 1, 3),
  anon: fc.constantFrom(0, 1, 4),
  dupeDistance: fc.constantFrom(0, 2, 1000),
});

test('the counters are those of the log, copies included', (t) =>
  fc.assert(
    fc.property(settingsArbitrary, (settings) => {
      const { generator, texts, lines } = generate(settings);
      const events = lines.filter(({ type }) => type === 'event');
      t.is(generator.lines, lines.length);
      t.is(generator.attributes, lines.length - events.length);
      t.is(generator.events, events.filter(({ user_id }) => user_id !== undefined).length);
      t.is(generator.anonymous, events.filter(({ user_id }) => user_id === undefined).length);
      t.is(generator.copies, texts.length - new Set(texts).size);
    }),
    { numRuns: 40 },
  ));

test('with dupes 1 every event line is written exactly twice, however late its copy is due', (t) => {
  for (const dupeDistance of [0, 3, 1_000_000]) {
    const { texts, lines } = generate({ dupes: 1, dupeDistance });
    const times = new Map<string, number>();
    for (const text of texts) times.set(text, (times.get(text) ?? 0) + 1);
    texts.forEach((text, at) => {
      t.is(times.get(text), lines[at]!.type === 'event' ? 2 : 1, `distance ${dupeDistance}`);
    });
    t.is(texts.length - times.size, SETTINGS.events);
  }
});

test('every anon-th event has no user, and 0 gives every event one', (t) => {
  const isAnonymous = (anon: number) =>
    generate({ anon })
      .lines.filter(({ type }) => type === 'event')
      .map(({ user_id }) => user_id === undefined);
  t.deepEqual(
    isAnonymous(7),
    Array.from({ length: SETTINGS.events }, (_, index) => (index + 1) % 7 === 0),
  );
  t.false(isAnonymous(0).includes(true));
  t.false(isAnonymous(1).includes(false));
});

test('without rounds each user has one line with all final values, in order of the ids', (t) => {
  const { lines } = generate({ events: 0, count: 12 });
  t.deepEqual(
    lines.map(({ type, user_id, timestamp }) => [type, user_id, timestamp]),
    Array.from({ length: 12 }, (_, index) => ['attributes', String(index + 1), SETTINGS.seed]),
  );
  for (const { data } of lines) t.true(Object.keys(data).length > 6);
});

test('a final value is newer than every former one of the same attribute', (t) => {
  const { lines } = generate({ count: 3, events: 400 });
  const finals = new Map<string, string>();
  for (const { type, user_id, timestamp, data } of lines) {
    if (type === 'event') continue;
    t.true(timestamp === SETTINGS.seed || timestamp <= SETTINGS.seed - 600);
    if (timestamp !== SETTINGS.seed) continue;
    for (const [name, value] of Object.entries(data)) {
      t.false(finals.has(`${user_id} ${name}`), 'each attribute becomes final once');
      finals.set(`${user_id} ${name}`, value);
    }
  }
  for (const { type, user_id, data } of lines) {
    if (type === 'attributes') for (const name in data) t.true(finals.has(`${user_id} ${name}`));
  }
});

test('chunks are cut between lines, at about 256 KiB', (t) => {
  const { chunks } = generate({ count: 200, events: 4000, dupes: 2, dupeDistance: 100 });
  t.true(chunks.length > 3);
  for (const chunk of chunks) t.is(chunk.at(-1), 0x0a);
  for (const chunk of chunks.slice(0, -1))
    t.true(chunk.length >= 2 ** 18 && chunk.length < 2 ** 18 + 2 ** 13);
});

test('the reference has one line per user, in byte order of the ids', (t) => {
  const { generator } = generate({ count: 25 });
  const users = Buffer.concat([...generator.reference()])
    .toString()
    .split('\n')
    .map((line) => line.slice(0, Math.max(0, line.indexOf(','))));
  const ids = Array.from({ length: 25 }, (_, index) => String(index + 1));
  t.deepEqual(users, [...ids.sort(), '']);
});
