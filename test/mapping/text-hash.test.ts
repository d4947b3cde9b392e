import test from 'ava';
import { endsOf, hashOf } from '../../lib/mapping/text-hash.js';

test('the ends of a short text are the same: its bytes, and zeros', (t) => {
  t.deepEqual(endsOf(Buffer.from('ab')), [0x6261n, 0x6261n]);
  t.deepEqual(endsOf(Buffer.from('abcdefghi')), [0x6867666564636261n, 0x6968676665646362n]);
});

test('texts that differ in their length alone have different hashes', (t) => {
  t.not(hashOf(0n, 0n, 0), hashOf(0n, 0n, 1));
});
