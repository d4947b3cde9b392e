import test from 'ava';
import { BlockBuffer } from '../../lib/kept/block-buffer.js';
import { userRecords } from '../../lib/kept/user-records.js';
import { align, instantiateKernel, reserveMemory } from '../../lib/kernel/kernel.js';
import type { SpillBuffer } from '../../lib/kernel/partition-arena.js';

const kernel = instantiateKernel();
const start = align(kernel.exports.heapBase());
reserveMemory(kernel.memory, start + 2 ** 20);

/** Records of so many users, in the kernel's memory. */
function records(users: number, length: number): Uint8Array {
  const bytes = userRecords(Array.from({ length: users }, () => Buffer.alloc(length, 'u')));
  const memory = new Uint8Array(kernel.memory.buffer, start, bytes.length);
  memory.set(bytes);
  return memory;
}

test('records of a partition are joined to blocks up to a size, and counted', (t) => {
  const output = new BlockBuffer(kernel);
  const buffers: SpillBuffer[] = [...output.add(0, records(3, 5)), ...output.add(0, records(2, 5))];
  buffers.push(...output.add(1, records(1, 7)), ...output.add(1, records(1, 70_000)), ...output.rest());
  const blocks = buffers.flatMap(({ blocks }) => blocks);
  t.deepEqual(
    blocks.map(({ partition, records }) => [partition, records]),
    [
      [0, 5],
      [1, 1],
      [1, 1],
    ],
  );
  const last = blocks[2]!;
  t.deepEqual(
    Buffer.from(buffers.at(-1)!.bytes.subarray(last.at + 8, last.at + 8 + last.bytes)),
    Buffer.from(records(1, 70_000)),
  );
});

test('records that are longer than a buffer have one of their own, and nothing is yielded twice', (t) => {
  const output = new BlockBuffer(kernel);
  const sizes = [10, 300_000, 10, 250_000, 20_000].map((length) => {
    const bytes = records(1, length);
    return [...output.add(0, bytes)].map((buffer) => buffer.bytes.length);
  });
  const rest = [...output.rest()].map(({ bytes }) => bytes.length);
  t.true([...sizes.flat(), ...rest].reduce((sum, length) => sum + length) > 570_000);
  t.deepEqual([...output.rest()], []);
});
