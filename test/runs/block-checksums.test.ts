import test from 'ava';
import { BlockChecksums } from '../../lib/runs/block-checksums.js';
import { encodeHeader } from '../../lib/runs/run-format.js';

const ID = Buffer.from('01234567');

test('the checksum of a block depends on its content, its place and its run', (t) => {
  const payload = Buffer.from('records');
  const sums = [
    new BlockChecksums(encodeHeader({ order: 'bytes' }, ID)).of(3, 100, payload),
    new BlockChecksums(encodeHeader({ order: 'bytes' }, Buffer.from('01234568'))).of(3, 100, payload),
    new BlockChecksums(encodeHeader({ order: 'bytes' }, ID)).of(4, 100, payload),
    new BlockChecksums(encodeHeader({ order: 'bytes' }, ID)).of(3, 101, payload),
    new BlockChecksums(encodeHeader({ order: 'bytes' }, ID)).of(3, 100 + 2 ** 32, payload),
    new BlockChecksums(encodeHeader({ order: 'bytes' }, ID)).of(3, 100, Buffer.from('Records')),
  ];
  t.is(new Set(sums).size, sums.length);
});
