import test from 'ava';
import fc from 'fast-check';
import { ByteWriter } from '../../lib/generate/byte-writer.js';
import { COMMON_ATTRIBUTES, makeDictionaries } from '../../lib/generate/dictionaries.js';
import { Profiles } from '../../lib/generate/profiles.js';
import { Random } from '../../lib/generate/random.js';

const dictionaries = makeDictionaries();

function written(write: (writer: ByteWriter) => void): string {
  const writer = new ByteWriter();
  write(writer);
  return writer.take().toString();
}

const finalValues = (profiles: Profiles) =>
  Array.from({ length: profiles.size }, (_, attribute) =>
    written((writer) => profiles.writeFinalValue(writer, attribute)),
  );

test('a user has the same attributes and values on every visit, whichever user is visited in between', (t) => {
  fc.assert(
    fc.property(fc.nat(2 ** 31), fc.nat(20), fc.nat(10 ** 6), fc.nat(10 ** 6), (seed, attrs, user, other) => {
      const profiles = new Profiles({ seed, attrs }, dictionaries);
      const visit = () => {
        profiles.visit(user);
        return [Array.from({ length: profiles.size }, (_, i) => profiles.name(i)), finalValues(profiles)];
      };
      const first = visit();
      profiles.visit(other);
      t.deepEqual(visit(), first);
    }),
    { numRuns: 40 },
  );
});

test('every user has the six common attributes first, then some of their own, and no name twice', (t) => {
  for (const attrs of [0, 1, 5, 30]) {
    const profiles = new Profiles({ seed: 1560000000, attrs }, dictionaries);
    const extras = new Set<number>();
    for (let user = 0; user < 300; user++) {
      profiles.visit(user);
      const names = Array.from({ length: profiles.size }, (_, attribute) => profiles.name(attribute));
      t.is(new Set(names).size, names.length);
      t.deepEqual(
        names.slice(0, COMMON_ATTRIBUTES.length),
        COMMON_ATTRIBUTES.map((name) => dictionaries.attributeNames.indexOf(name)),
      );
      extras.add(names.length - COMMON_ATTRIBUTES.length);
      const sorted = Array.from(names.keys());
      profiles.sortByName(sorted);
      t.deepEqual(
        sorted.map((attribute) => names[attribute]!),
        names.toSorted((a, b) => a - b),
      );
    }
    t.true([...extras].every((extra) => extra >= Math.min(1, attrs) && extra <= attrs));
    if (attrs > 1) t.true(extras.size > 1);
  }
});

test('no value contains anything that a line would have to escape', (t) => {
  const profiles = new Profiles({ seed: 7, attrs: 10 }, dictionaries);
  const random = new Random(7, 0, 0);
  for (let user = 0; user < 200; user++) {
    profiles.visit(user);
    const former = Array.from({ length: profiles.size }, (_, attribute) =>
      written((writer) => profiles.writeFormerValue(writer, attribute, random)),
    );
    for (const value of [...finalValues(profiles), ...former]) t.regex(value, /^[^,="\\\p{Cc}]+$/u);
  }
});
