import test from 'ava';
import {
  align,
  giveKernel,
  instantiateKernel,
  keepLargeKernel,
  reserveMemory,
  takeKernel,
} from '../../lib/kernel/kernel.js';

test('addresses are aligned upwards', (t) => {
  t.deepEqual([0, 1, 15, 16, 17, 2 ** 32 - 1].map(align), [0, 16, 16, 16, 32, 2 ** 32]);
});

test('an instance has a memory of its own, which grows as far as it is asked to and never shrinks', (t) => {
  const [one, other] = [instantiateKernel(), instantiateKernel()];
  t.is(one.memory.buffer.byteLength, 65536);
  reserveMemory(one.memory, 65536);
  t.is(one.memory.buffer.byteLength, 65536);
  reserveMemory(one.memory, 65537);
  t.is(one.memory.buffer.byteLength, 131072);
  reserveMemory(one.memory, 10);
  t.is(one.memory.buffer.byteLength, 131072);
  t.is(other.memory.buffer.byteLength, 65536);
});

test('the state of an instance is not shared with another', (t) => {
  const [one, other] = [instantiateKernel(), instantiateKernel()];
  const text = one.exports.heapBase();
  for (const { memory } of [one, other]) new Uint8Array(memory.buffer).set(Buffer.from('\n\n\n'), text);
  t.is(one.exports.countLines(text, text + 3), 3);
  t.is(other.exports.countLines(text, text + 1), 1);
});

test('an instance that was given back is used again, unless its memory is large', (t) => {
  const [small, large] = [takeKernel(0), takeKernel(0)];
  t.not(small, large);
  reserveMemory(large.memory, 2 ** 24 + 1);
  giveKernel(large);
  giveKernel(small);
  t.is(takeKernel(2 ** 30), small);
  t.not(takeKernel(2 ** 30), large);
});

test('a large memory that was kept is used again only for large requests', (t) => {
  const [small, large] = [takeKernel(0), takeKernel(0)];
  reserveMemory(large.memory, 2 ** 24 + 1);
  keepLargeKernel();
  giveKernel(small);
  giveKernel(large);
  t.is(takeKernel(2 ** 20), small);
  t.not(takeKernel(2 ** 20), large);
  t.is(takeKernel(2 ** 20 + 1), large);
});

test('some small instances wait to be used again, but not more memory than a few of the larger ones have', (t) => {
  const taken = Array.from({ length: 12 }, () => takeKernel(0));
  for (const kernel of taken) giveKernel(kernel);
  const again = Array.from({ length: 12 }, () => takeKernel(0));
  t.is(again.filter((kernel) => taken.includes(kernel)).length, 8);
  for (const { memory } of again) reserveMemory(memory, 2 ** 24);
  for (const kernel of again) giveKernel(kernel);
  const last = Array.from({ length: 12 }, () => takeKernel(0));
  t.is(last.filter((kernel) => again.includes(kernel)).length, 2);
});
