import test from 'ava';
import { decimalOf, formatDecimal } from '../../lib/in-memory/decimal.js';

const ONE = 10n ** 40n;

test('a JSON number is read exactly, whatever its exponent', (t) => {
  t.is(decimalOf('1'), ONE);
  t.is(decimalOf('-0.5'), -ONE / 2n);
  t.is(decimalOf('1E+2'), 100n * ONE);
  t.is(decimalOf('1e-40'), 1n);
  t.is(decimalOf('10e-41'), 1n);
  t.is(decimalOf('0e999'), 0n);
  t.is(decimalOf('-0'), 0n);
  t.is(decimalOf(`${'9'.repeat(40)}.${'0'.repeat(50)}`), (ONE - 1n) * ONE);
});

test('a number of 10^40 or more, or with a digit beyond the 40th decimal place, is none', (t) => {
  for (const text of ['1e40', `1${'0'.repeat(40)}`, '-1e999999999999'])
    t.is(decimalOf(text), 'too large', text);
  for (const text of ['1e-41', `0.${'0'.repeat(40)}1`, '1e-999999999999'])
    t.is(decimalOf(text), 'too fine', text);
});

test('a text that is no JSON number is none', (t) => {
  for (const text of ['', '01', '+1', '1.', '.5', '1e', ' 1', '1 ', 'Infinity', '0x1', '1,5', '-'])
    t.is(decimalOf(text), undefined, text);
});

test('a number is written without exponent, without zeros at the end, and zero without a sign', (t) => {
  t.is(formatDecimal(0n), '0');
  t.is(formatDecimal(1n), `0.${'0'.repeat(39)}1`);
  t.is(formatDecimal(-ONE / 4n), '-0.25');
  t.is(formatDecimal(1234n * ONE), '1234');
});
