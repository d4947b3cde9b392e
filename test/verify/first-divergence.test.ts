import test from 'ava';
import type { OpenFile } from '../../lib/storage/file-system.js';
import { firstDivergence } from '../../lib/verify/first-divergence.js';

/** A file in memory that gives at most `most` bytes a read, as a system may. */
function fileOf(bytes: Buffer, most: number): OpenFile {
  return {
    read: async (buffer: Uint8Array, offset: number, length: number, position: number) => ({
      bytesRead: bytes.copy(buffer, offset, position, position + Math.min(length, most)),
    }),
  } as unknown as OpenFile;
}

test('finds the first byte that differs, on both sides of where reads are cut', async (t) => {
  const lines = Buffer.from(Array.from({ length: 150_000 }, (_, i) => `line ${i}\n`).join(''));
  t.true(lines.length > 2 ** 20 + 100);
  for (const at of [0, 1, 7, 2 ** 20 - 1, 2 ** 20, 2 ** 20 + 1, lines.length - 1]) {
    const changed = Buffer.from(lines);
    changed[at] = 1;
    const before = lines.toString('latin1', 0, at);
    const expected = { offset: at, lineStart: before.lastIndexOf('\n') + 1, line: before.split('\n').length };
    t.deepEqual(await firstDivergence(fileOf(changed, 70_001), fileOf(lines, 2 ** 21)), expected);
    t.deepEqual(
      await firstDivergence(fileOf(lines.subarray(0, at), 2 ** 21), fileOf(lines, 70_001)),
      expected,
    );
    t.deepEqual(
      await firstDivergence(fileOf(lines, 2 ** 21), fileOf(lines.subarray(0, at), 2 ** 21)),
      expected,
    );
  }
  const whole = { bytes: lines.length, lines: 150_000 };
  t.deepEqual(await firstDivergence(fileOf(lines, 70_001), fileOf(lines, 2 ** 21)), whole);
});
