import test from 'ava';
import fc from 'fast-check';
import { formatDuration, thousands } from '../lib/human.js';

test('whole numbers get the thousands separators of English', (t) => {
  t.is(thousands(0), '0');
  t.is(thousands(999), '999');
  t.is(thousands(1000), '1,000');
  fc.assert(fc.property(fc.maxSafeNat(), (number) => thousands(number) === number.toLocaleString('en')));
});

test('durations are given in the two largest units that matter', (t) => {
  for (const [seconds, text] of [
    [0, '0 s'],
    [0.254, '0.25 s'],
    [9.999, '10 s'],
    [59.4, '59 s'],
    [59.6, '1 min 0 s'],
    [125, '2 min 5 s'],
    [3599.4, '59 min 59 s'],
    [3600, '1 h 0 min'],
    [100_000, '27 h 46 min'],
  ] as const) {
    t.is(formatDuration(seconds), text);
  }
});
