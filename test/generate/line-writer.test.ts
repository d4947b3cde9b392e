import test from 'ava';
import fc from 'fast-check';
import { ByteWriter } from '../../lib/generate/byte-writer.js';
import { type Dictionaries, makeDictionaries } from '../../lib/generate/dictionaries.js';
import { LineWriter } from '../../lib/generate/line-writer.js';
import { Profiles } from '../../lib/generate/profiles.js';
import { Random } from '../../lib/generate/random.js';
import { TextTable } from '../../lib/generate/text-table.js';

const dictionaries = makeDictionaries();

interface Line {
  readonly data: Readonly<Record<string, string>>;
  readonly id: string;
  readonly name?: string;
  readonly timestamp: number;
  readonly type: string;
  readonly user_id?: string;
}

function setUp(seed: number, texts: Dictionaries = dictionaries) {
  const writer = new ByteWriter();
  const profiles = new Profiles({ seed, attrs: 8 }, texts);
  return { writer, profiles, line: new LineWriter(writer, texts, profiles, new Random(seed, 0, 0)) };
}

const finalValue = (profiles: Profiles, attribute: number): string => {
  const writer = new ByteWriter();
  profiles.writeFinalValue(writer, attribute);
  return writer.take().toString();
};

test('an attributes line is strict JSON with its keys in order, and holds the final values', (t) =>
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 1e8 }), fc.integer(), (seed, user, timestamp) => {
      const { writer, profiles, line } = setUp(seed);
      profiles.visit(user);
      const attributes = Array.from({ length: profiles.size }, (_, attribute) => attribute);
      profiles.sortByName(attributes);
      line.attributesLine(user, attributes, timestamp, true);
      const text = writer.take().toString();
      const parsed = JSON.parse(text) as Line;
      t.is(text, `${JSON.stringify(parsed)}\n`);
      t.deepEqual(Object.keys(parsed), ['data', 'id', 'timestamp', 'type', 'user_id']);
      t.like(parsed, { timestamp, type: 'attributes', user_id: String(user) });
      t.deepEqual(
        Object.entries(parsed.data),
        attributes.map((attribute) => [
          dictionaries.attributeNames.text(profiles.name(attribute)),
          finalValue(profiles, attribute),
        ]),
      );
    }),
    { numRuns: 40 },
  ));

test('a line with former values has the same names, but draws new values each time', (t) => {
  const { writer, profiles, line } = setUp(3);
  profiles.visit(5);
  const names = [0, 1].map((attribute) => dictionaries.attributeNames.text(profiles.name(attribute)));
  const former = Array.from({ length: 50 }, () => {
    line.attributesLine(5, [0, 1], 60, false);
    return JSON.parse(writer.take().toString()) as Line;
  });
  for (const { data } of former) t.deepEqual(Object.keys(data), names);
  t.true(new Set(former.map(({ data }) => data[names[0]!])).size > 10);
  t.is(new Set(former.map(({ id }) => id)).size, former.length);
});

test('an event line without a user has no user_id', (t) => {
  const { writer, line } = setUp(1);
  line.eventLine(42, 7, 1234);
  line.eventLine(undefined, 7, 1234);
  const [named, anonymous, end] = writer.take().toString().split('\n');
  t.is(end, '');
  const expected = { name: dictionaries.eventNames.text(7), timestamp: 1234, type: 'event' };
  const { data: _, id: __, ...rest } = JSON.parse(named!) as Line;
  t.deepEqual(rest, { ...expected, user_id: '42' });
  t.deepEqual(Object.keys(JSON.parse(anonymous!)), ['data', 'id', 'name', 'timestamp', 'type']);
  t.like(JSON.parse(anonymous!), expected);
});

test('the data of an event has two different keys in order, wherever in the table the first one is', (t) => {
  for (const keys of [
    ['a', 'b'],
    ['a', 'b', 'c'],
  ]) {
    const { writer, line } = setUp(9, { ...dictionaries, dataKeys: new TextTable(keys) });
    const pairs = new Set<string>();
    for (let i = 0; i < 200; i++) {
      line.eventLine(1, 0, 0);
      const { data } = JSON.parse(writer.take().toString()) as Line;
      pairs.add(Object.keys(data).join());
    }
    t.deepEqual([...pairs].sort(), keys.length === 2 ? ['a,b'] : ['a,b', 'a,c', 'b,c']);
  }
});
