import { execFileSync } from 'node:child_process';
import test from 'ava';
import { quoteBytes } from '../../lib/disk/quote-bytes.js';

test('a shell reads the quoted name as exactly these bytes', (t) => {
  const bytes = Buffer.from(Array.from({ length: 255 }, (_, index) => index + 1));
  t.is(quoteBytes(Buffer.from("caf\xe9 it's.log", 'latin1')), "$'caf\\xe9 it\\'s.log'");
  t.deepEqual(execFileSync('bash', ['-c', `printf %s ${quoteBytes(bytes)}`]), bytes);
});
