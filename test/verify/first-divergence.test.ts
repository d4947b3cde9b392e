import test from 'ava';
import { firstDivergence } from '../../lib/verify/first-divergence.js';
import { readerOf } from '../support/summary-reader.js';

test('the first byte that differs is found, before and after the border of two reads', async (t) => {
  const lines = Buffer.from(Array.from({ length: 150_000 }, (_, i) => `line ${i}\n`).join(''));
  t.true(lines.length > 2 ** 20 + 100);
  for (const at of [0, 1, 7, 2 ** 20 - 1, 2 ** 20, 2 ** 20 + 1, lines.length - 1]) {
    const changed = Buffer.from(lines);
    changed[at] = 1;
    const before = lines.toString('latin1', 0, at);
    const expected = { offset: at, lineStart: before.lastIndexOf('\n') + 1, line: before.split('\n').length };
    t.deepEqual(await firstDivergence(readerOf(changed), readerOf(lines)), expected);
    t.deepEqual(await firstDivergence(readerOf(lines.subarray(0, at)), readerOf(lines)), expected);
    t.deepEqual(await firstDivergence(readerOf(lines), readerOf(lines.subarray(0, at))), expected);
  }
  const whole = { bytes: lines.length, lines: 150_000 };
  t.deepEqual(await firstDivergence(readerOf(lines), readerOf(lines)), whole);
});
