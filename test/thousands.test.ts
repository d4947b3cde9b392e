import test from 'ava';
import fc from 'fast-check';
import { thousands } from '../lib/thousands.js';

test('whole numbers have thousands separators', (t) => {
  t.is(thousands(0), '0');
  t.is(thousands(999), '999');
  t.is(thousands(1000), '1,000');
  fc.assert(fc.property(fc.maxSafeNat(), (number) => thousands(number) === number.toLocaleString('en')));
});
