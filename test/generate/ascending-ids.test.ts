import test from 'ava';
import { ascendingIds } from '../../lib/generate/ascending-ids.js';

test('every number comes once, in byte order of the decimal digits', (t) => {
  for (const count of [0, 1, 2, 9, 10, 11, 19, 20, 99, 100, 101, 109, 110, 999, 1000, 1234, 20_000]) {
    const expected = Array.from({ length: count }, (_, i) => String(i + 1)).sort();
    t.deepEqual([...ascendingIds(count)].map(String), expected, `count ${count}`);
  }
});
