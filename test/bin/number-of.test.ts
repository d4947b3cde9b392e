import test from 'ava';
import { numberOf } from '../../bin/number-of.js';

test('a whole number becomes a number, and any other text stays as it was typed', (t) => {
  t.is(numberOf('12'), 12);
  t.is(numberOf('-3'), -3);
  t.is(numberOf('1e6'), 1_000_000);
  for (const text of ['abc', '', ' ', '1.5', '12x', 'NaN', 'Infinity', '99999999999999999999']) {
    t.is(numberOf(text), text);
  }
});
