import test from 'ava';
import { BufferPool } from '../../lib/kernel/buffer-pool.js';

test('a pool gives buffers that are large enough, and reuses those that were given back', (t) => {
  const pool = new BufferPool();
  const [a, b] = [pool.take(1), pool.take(300_000)];
  t.not(a, b);
  t.true(a.byteLength >= 1 && b.byteLength >= 300_000);
  pool.give(b);
  t.is(pool.take(b.byteLength), b);
  pool.give(a);
  const larger = pool.take(a.byteLength + 1);
  t.true(larger.byteLength > a.byteLength);
  t.not(pool.take(1), a, 'what was too small is gone');
});

test('a pool does not keep an exceptionally large buffer', (t) => {
  const pool = new BufferPool();
  const large = pool.take(2 ** 23);
  pool.give(large);
  t.not(pool.take(1), large);
});
