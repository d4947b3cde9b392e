// JSON as source text, with all the freedom that JSON gives to whoever writes it.
import fc from 'fast-check';
import { anyCharacter } from './any-character.js';

/** A text as a JSON string; bit n of `escapes` says whether every eighth character from the nth on is `\u` escaped. */
export function stringSource(text: string, escapes = 0): string {
  const characters = [...text].map((character, index) =>
    ((escapes >> (index % 8)) & 1) === 1
      ? Array.from({ length: character.length }, (_, unit) => unicodeEscape(character.charCodeAt(unit))).join(
          '',
        )
      : JSON.stringify(character).slice(1, -1),
  );
  return `"${characters.join('')}"`;
}

function unicodeEscape(unit: number): string {
  const digits = unit.toString(16).padStart(4, '0');
  return `\\u${unit % 2 === 0 ? digits : digits.toUpperCase()}`;
}

/** A JSON object of members that are source texts, `spaces` in turn between its tokens. */
export function objectSource(
  members: readonly (readonly [string, string])[],
  spaces: readonly string[],
): string {
  const body = members.map(([name, value]) => [name, ':', value]);
  return spread(
    ['{', ...body.flatMap((tokens, index) => (index === 0 ? tokens : [',', ...tokens])), '}'],
    spaces,
  );
}

function arraySource(items: readonly string[], spaces: readonly string[]): string {
  return spread(['[', ...items.flatMap((item, index) => (index === 0 ? [item] : [',', item])), ']'], spaces);
}

function spread(tokens: readonly string[], spaces: readonly string[]): string {
  const space = (index: number) => spaces[index % spaces.length] ?? '';
  return tokens.map((token, index) => space(index) + token).join('') + space(tokens.length);
}

/** White space for `objectSource`: mostly none. A line feed would end the line. */
export function spacesArbitrary(): fc.Arbitrary<string[]> {
  const space = fc.constantFrom<string>('', '', ' ', '\t', ' \r ');
  return fc.oneof(
    { arbitrary: fc.constantFrom<string[]>([''], [''], [' ']), weight: 3 },
    { arbitrary: fc.array(space, { minLength: 1, maxLength: 5 }), weight: 1 },
  );
}

/** A JSON number's source text: any digits, fraction and exponent, so also ones beyond a double's range. */
export function numberArbitrary(): fc.Arbitrary<string> {
  return NUMBERS;
}

/** Any JSON value's source text on one line; some levels deep. */
export function jsonArbitrary(): fc.Arbitrary<string> {
  return VALUES;
}

// Made once: logs are made of many of them, and making them takes long.
const NUMBERS = newNumberArbitrary();
const VALUES = newJsonArbitrary();

function newNumberArbitrary(): fc.Arbitrary<string> {
  const double = fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => JSON.stringify(number));
  return fc.oneof(
    double,
    fc.stringMatching(/^-?(0|[1-9][0-9]{0,24})(\.[0-9]{1,25})?([eE][-+]?[0-9]{1,3})?$/),
  );
}

function newJsonArbitrary(): fc.Arbitrary<string> {
  const string = fc.tuple(fc.string({ unit: anyCharacter, maxLength: 4 }), fc.nat(255));
  const stringArbitrary = string.map(([text, escapes]) => stringSource(text, escapes));
  return fc.letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      stringArbitrary,
      NUMBERS,
      fc.constantFrom('true', 'false', 'null', '[]', '{}'),
      fc
        .tuple(fc.array(tie('value'), { maxLength: 3 }), spacesArbitrary())
        .map(([items, spaces]) => arraySource(items, spaces)),
      fc
        .tuple(fc.array(fc.tuple(stringArbitrary, tie('value')), { maxLength: 3 }), spacesArbitrary())
        .map(([members, spaces]) => objectSource(members, spaces)),
    ),
  })).value;
}
