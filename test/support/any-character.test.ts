import { isDeepStrictEqual } from 'node:util';
import test from 'ava';
import fc from 'fast-check';
import { anyCharacter } from './any-character.js';

test('any character is one code point that UTF-8 can write, of any length', (t) => {
  const characters = fc.sample(anyCharacter, 1000);
  t.true(characters.every((character) => [...character].length === 1));
  t.true(characters.every((character) => Buffer.from(character).toString() === character));
  t.deepEqual([...new Set(characters.map((character) => Buffer.byteLength(character)))].sort(), [1, 2, 3, 4]);
});

test('strings of them are the strings that fast-check calls binary, special words included', (t) => {
  const draw = (unit: fc.Arbitrary<string> | 'binary') =>
    fc.sample(fc.string({ unit }), { seed: 7, numRuns: 500 });
  const strings = draw(anyCharacter);
  t.true(strings.includes('toString'));
  t.true(isDeepStrictEqual(strings, draw('binary')));
});

test('only a single character is one of them', (t) => {
  for (const character of ['a', '\0', '\ud7ff', '\ue000', '\u{10ffff}'])
    t.true(anyCharacter.canShrinkWithoutContext(character), character);
  for (const other of ['', 'ab', '\ud800', '\udfff', 7, undefined])
    t.false(anyCharacter.canShrinkWithoutContext(other));
});
