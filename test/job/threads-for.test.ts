import test from 'ava';
import { threadsFor } from '../../lib/job/threads-for.js';

test('there are as many threads as wanted, each with at least 8 MiB, and always one', (t) => {
  const MIB = 2 ** 20;
  t.is(threadsFor({ workers: 4, memory: 256 * MIB }), 4);
  t.is(threadsFor({ workers: 4, memory: 32 * MIB }), 4);
  t.is(threadsFor({ workers: 4, memory: 32 * MIB - 1 }), 3);
  t.is(threadsFor({ workers: 4, memory: MIB }), 1);
  t.is(threadsFor({ workers: 1, memory: 3072 * MIB }), 1);
});
