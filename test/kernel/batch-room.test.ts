import test from 'ava';
import { batchRoom, hasRoom } from '../../lib/kernel/batch-room.js';
import { giveKernel, takeKernel } from '../../lib/kernel/kernel.js';

const MIB = 2 ** 20;

test('a room takes an eighth of the memory, of 8 MiB at least, and 2.5 MiB at most', (t) => {
  t.false(hasRoom(8 * MIB - 8));
  t.true(hasRoom(8 * MIB));
  for (const [memory, bytes] of [
    [8 * MIB, MIB],
    [12 * MIB, 1.5 * MIB],
    [64 * MIB, 2.5 * MIB],
  ] as const) {
    const kernel = takeKernel(MIB);
    const { start, end, batchBytes, takenBytes } = batchRoom(kernel, memory);
    t.is(end - start, bytes);
    t.is(batchBytes, Math.min(bytes / 16, MIB / 8));
    t.is(takenBytes, Math.min(Math.floor(bytes / 10), MIB / 4));
    t.true(start >= kernel.exports.heapBase());
    giveKernel(kernel);
  }
});

test('the memory of a kernel with a room need not grow up to what was said', (t) => {
  const kernel = takeKernel(MIB);
  batchRoom(kernel, 16 * MIB);
  t.true(kernel.memory.buffer.byteLength >= 16 * MIB);
  giveKernel(kernel);
});
