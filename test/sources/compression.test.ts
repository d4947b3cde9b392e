import test from 'ava';
import { compressionByName, compressionOf } from '../../lib/sources/compression.js';

test('an archive is recognised by its first bytes', (t) => {
  t.is(compressionOf(Buffer.from('1f8b0800', 'hex')), 'gzip');
  t.is(compressionOf(Buffer.from('28b52ffd', 'hex')), 'zstd');
  t.is(compressionOf(Buffer.from('5e2a4d18', 'hex')), 'zstd');
  for (const head of ['', '1f', '28b52f', '282a4d18', '7b22']) {
    t.is(compressionOf(Buffer.from(head, 'hex')), 'none', head);
  }
});

test('the name of an output says which compression it gets', (t) => {
  t.is(compressionByName('a/summary.csv.GZ'), 'gzip');
  t.is(compressionByName('summary.zst'), 'zstd');
  t.is(compressionByName('gz'), 'none');
  t.is(compressionByName('summary.gz.csv'), 'none');
});
