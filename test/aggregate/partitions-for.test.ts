import test from 'ava';
import { partitionsFor } from '../../lib/aggregate/partitions-for.js';

test('the number of partitions is a power of two that grows with memory, from one to 2,048', (t) => {
  const numbers = [1, 2 ** 13, 2 ** 14, 2 ** 20, 100_000_000, 2 ** 24, 2 ** 30].map(partitionsFor);
  t.deepEqual(numbers, [1, 1, 2, 128, 2048, 2048, 2048]);
});
