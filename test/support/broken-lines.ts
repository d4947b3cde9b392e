// Lines that are rejected: every reject code, and lines with a few bytes damaged, which may turn out to be anything.
import fc from 'fast-check';
import { jsonArbitrary } from './json-sources.js';

/** A rejected line, or one of `sound` with a few of its bytes damaged, without its line end. */
export function brokenLineArbitrary(sound: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> {
  return fc.oneof(
    { arbitrary: damaged(sound), weight: 4 },
    { arbitrary: invalidUtf8(sound), weight: 2 },
    { arbitrary: malformed(), weight: 2 },
    { arbitrary: jsonArbitrary().map((json) => Buffer.from(json)), weight: 1 },
    { arbitrary: nested(), weight: 1 },
    { arbitrary: badActivity(), weight: 6 },
  );
}

/** A valid event of 0.8 to 3 KiB, for limits of a line that are no more; about one in three is just around 1 KiB. */
export function longLineArbitrary(): fc.Arbitrary<Buffer> {
  const start = '{"user_id":"1","type":"event","id":"1","name":"view"';
  const length = fc.oneof(fc.integer({ min: 1020, max: 1028 }), fc.integer({ min: 800, max: 3000 }));
  return fc.tuple(length, fc.boolean()).map(([bytes, inString]) => {
    const rest = bytes - start.length;
    return Buffer.from(
      inString ? `${start},"pad":"${'x'.repeat(rest - 10)}"}` : `${start}${' '.repeat(rest - 1)}}`,
    );
  });
}

/** Bytes overwritten, dropped, or the line cut; a line feed among them would make two lines of it. */
function damaged(sound: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> {
  const byte = fc
    .oneof(fc.constantFrom(...Buffer.from('"\\{}[],:eE.-+0 \r\t')), fc.nat(255))
    .filter((b) => b !== 10);
  const damage = fc.tuple(fc.constantFrom('overwrite', 'insert', 'drop', 'cut'), fc.nat(), byte);
  return fc.tuple(sound, fc.array(damage, { minLength: 1, maxLength: 3 })).map(([line, damages]) => {
    const bytes = [...line];
    for (const [kind, place, value] of damages) {
      const at = bytes.length === 0 ? 0 : place % bytes.length;
      if (kind === 'overwrite') bytes.splice(at, 1, value);
      if (kind === 'insert') bytes.splice(at, 0, value);
      if (kind === 'drop') bytes.splice(at, 1);
      if (kind === 'cut') bytes.splice(at);
    }
    return Buffer.from(bytes);
  });
}

/** Lone and missing continuation bytes, overlong forms, surrogates, beyond U+10FFFF, bytes that UTF-8 never has. */
function invalidUtf8(sound: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> {
  const sequences = [
    '80',
    'bf',
    'c0af',
    'c1bf',
    'c3',
    'e080af',
    'e282',
    'eda080',
    'edbfbf',
    'f0808080',
    'f09f98',
  ];
  const sequence = fc.constantFrom(...sequences, 'f4908080', 'f5808080', 'fe', 'ff');
  return fc.tuple(sound, fc.nat(), sequence).map(([line, place, bytes]) => {
    const at = place % (line.length + 1);
    return Buffer.concat([line.subarray(0, at), Buffer.from(bytes, 'hex'), line.subarray(at)]);
  });
}

function malformed(): fc.Arbitrary<Buffer> {
  const values = [
    '01',
    '+1',
    '.5',
    '1.',
    '1e',
    '-',
    '0x1',
    'NaN',
    'Infinity',
    'tru',
    'nulll',
    'True',
    "'a'",
    '"\\x"',
  ];
  const moreValues = [
    '"\\u12g4"',
    '"\\u123',
    '"a\tb"',
    '"\u0001"',
    '[1,]',
    '[,1]',
    '{"a"}',
    '{"a":1,}',
    '{a:1}',
    '{,}',
    '[',
    ']',
  ];
  const inside = fc
    .constantFrom(...values, ...moreValues)
    .map((value) => `{"user_id":"1","type":"event","id":"1","name":"view","data":${value}}`);
  const whole = fc.constantFrom(
    '{',
    '}',
    '{}{}',
    '{} x',
    '\ufeff{}',
    '\u00a0{}',
    '{"user_id":"1"',
    '//',
    ',',
    '"',
    '\\',
  );
  return fc.oneof(inside, whole).map((line) => Buffer.from(line));
}

/** An event with `data` around the deepest allowed level, 512. */
function nested(): fc.Arbitrary<Buffer> {
  return fc.tuple(fc.integer({ min: 509, max: 515 }), fc.boolean()).map(([levels, objects]) => {
    const inner = objects
      ? `${'{"a":'.repeat(levels - 1)}7${'}'.repeat(levels - 1)}`
      : '['.repeat(levels - 1) + ']'.repeat(levels - 1);
    return Buffer.from(`{"user_id":"1","type":"event","id":"1","name":"view","data":${inner}}`);
  });
}

/** Well-formed objects with one or two members missing or of a kind that they must not have. */
function badActivity(): fc.Arbitrary<Buffer> {
  const event = { user_id: '"1"', type: '"event"', id: '"1"', name: '"view"' };
  const attributes = { user_id: '"1"', type: '"attributes"', timestamp: '1', data: '{"a":"x"}' };
  const wrong = fc.constantFrom(
    undefined,
    'null',
    'true',
    'false',
    '""',
    '"1"',
    '1',
    '1e999',
    '[]',
    '{}',
    '{"":1}',
    '{"a":1,"":null}',
  );
  return fc
    .tuple(
      fc.constantFrom<Record<string, string>>(event, attributes),
      fc.nat(3),
      wrong,
      fc.nat(3),
      wrong,
      fc.boolean(),
    )
    .map(([members, first, firstValue, second, secondValue, both]) => {
      const pairs = Object.entries(members).map(([name, value], index) => {
        const replaced = index === first ? firstValue : both && index === second ? secondValue : value;
        return replaced === undefined ? [] : [`"${name}":${replaced}`];
      });
      return Buffer.from(`{${pairs.flat().join(',')}}`);
    });
}
