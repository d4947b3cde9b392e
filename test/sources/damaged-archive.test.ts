import test from 'ava';
import { damagedArchive } from '../../lib/sources/damaged-archive.js';

test('a truncated archive and a damaged one have messages of their own, with file, offset and cause', (t) => {
  const cause = new Error('zlib');
  const truncated = damagedArchive('gzip', 'log.gz', 10, true, cause);
  t.regex(truncated.message, /^log\.gz ends in the middle of its gzip archive, at compressed byte 10/);
  t.like(truncated, { code: 'source-unreadable', file: 'log.gz', offset: 10, cause });
  const damaged = damagedArchive('zstd', 'log.zst', 7, false);
  t.regex(damaged.message, /^log\.zst is damaged: .*zstd.*byte 7/);
  t.like(damaged, { code: 'source-unreadable', file: 'log.zst', offset: 7, cause: undefined });
});
