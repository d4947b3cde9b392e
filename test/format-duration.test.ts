import test from 'ava';
import { formatDuration } from '../lib/format-duration.js';

test('durations, from parts of a second to days', (t) => {
  for (const [seconds, text] of [
    [0, '0 s'],
    [0.254, '0.25 s'],
    [9.999, '10 s'],
    [59.4, '59 s'],
    [59.6, '1 min 0 s'],
    [125, '2 min 5 s'],
    [3600, '1 h 0 min'],
    [100_000, '27 h 46 min'],
  ] as const) {
    t.is(formatDuration(seconds), text);
  }
});
