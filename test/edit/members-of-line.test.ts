import test from 'ava';
import fc from 'fast-check';
import { membersOfLine } from '../../lib/edit/members-of-line.js';

test('the members of a line are those that JSON.parse finds, as they are written', (t) =>
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.constantFrom('', ' ', '\t'),
      (object, space) => {
        const texts = Object.entries(object).map(([name, value]) => [name, JSON.stringify(value)] as const);
        const members = texts.map(
          ([name, text]) => `${space}${JSON.stringify(name)}${space}:${space}${text}${space}`,
        );
        t.deepEqual([...membersOfLine(`${space}{${space}${members.join(',')}${space}}${space}`)], texts);
      },
    ),
  ));

test('of a repeated name the last value counts, and digits stay', (t) => {
  t.deepEqual(
    [...membersOfLine('{"a":1.50,"b":"}\\"","a":[{"c":2}]}')],
    [
      ['b', '"}\\""'],
      ['a', '[{"c":2}]'],
    ],
  );
  t.deepEqual([...membersOfLine('{ }')], []);
  t.deepEqual([...membersOfLine('{"a":1.50}')], [['a', '1.50']]);
});
