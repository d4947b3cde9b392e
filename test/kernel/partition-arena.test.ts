import test from 'ava';
import { chunkBytesFor, spillBufferBytes } from '../../lib/kernel/partition-arena.js';

test('chunks and buffers are small if the memory is small, and never larger than they need to be', (t) => {
  t.is(chunkBytesFor(2 ** 30, 2048), 4096);
  t.is(chunkBytesFor(2 ** 19, 128), 256);
  t.is(spillBufferBytes(2 ** 30), 2 ** 18);
  t.is(spillBufferBytes(2 ** 20), 2 ** 14);
  t.is(spillBufferBytes(2 ** 10), 2 ** 12);
});
