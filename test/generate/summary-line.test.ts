import test from 'ava';
import fc from 'fast-check';
import { ByteWriter } from '../../lib/generate/byte-writer.js';
import { makeDictionaries } from '../../lib/generate/dictionaries.js';
import { EventTally } from '../../lib/generate/event-tally.js';
import { Profiles } from '../../lib/generate/profiles.js';
import { writeSummaryLine } from '../../lib/generate/summary-line.js';

const dictionaries = makeDictionaries();
const { attributeNames, eventNames } = dictionaries;
const USER = 12;

function summaryLine(profiles: Profiles, names: readonly number[]): string {
  const rounds = new Uint32Array(USER + 1);
  rounds[USER] = names.length;
  const tally = new EventTally(rounds, 65_535, eventNames.size);
  for (const name of names) tally.count(USER, name);
  const writer = new ByteWriter();
  writeSummaryLine(writer, USER, profiles, tally, dictionaries);
  return writer.take().toString();
}

function attributeSection(profiles: Profiles): string {
  const pairs = Array.from({ length: profiles.size }, (_, attribute) => {
    const writer = new ByteWriter();
    profiles.writeFinalValue(writer, attribute);
    return [attributeNames.text(profiles.name(attribute)), writer.take().toString()] as const;
  });
  return ascending(pairs);
}

/** `name=value` pairs in byte order of their names. */
function ascending(pairs: readonly (readonly [string, string | number])[]): string {
  return pairs
    .toSorted(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map((pair) => pair.join('='))
    .join(',');
}

test('a line holds the final attributes and the event counts, each in byte order of their names', (t) =>
  fc.assert(
    fc.property(
      fc.nat(),
      fc.nat(12),
      fc.array(fc.nat(eventNames.size - 1), { minLength: 1, maxLength: 30 }),
      (seed, attrs, names) => {
        const profiles = new Profiles({ seed, attrs }, dictionaries);
        profiles.visit(USER);
        const counts = new Map<string, number>();
        for (const name of [...names, names[0]!]) {
          counts.set(eventNames.text(name), (counts.get(eventNames.text(name)) ?? 0) + 1);
        }
        const line = summaryLine(profiles, [...names, names[0]!]);
        t.is(line, `${USER},${attributeSection(profiles)},${ascending([...counts])}\n`);
      },
    ),
    { numRuns: 60 },
  ));

test('a user without events keeps the comma of the empty section', (t) => {
  const profiles = new Profiles({ seed: 1, attrs: 0 }, dictionaries);
  profiles.visit(USER);
  t.is(summaryLine(profiles, []), `${USER},${attributeSection(profiles)},\n`);
});
