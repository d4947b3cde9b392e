import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import test from 'ava';
import { compress } from '../../lib/sources/compress.js';
import type { Compression } from '../../lib/sources/compression.js';
import { decompress } from '../../lib/sources/decompress.js';
import { inChunks, readAll } from '../support/read-all.js';
import { LOG } from '../support/source-fixtures.js';

async function compressed(bytes: Buffer, compression: Compression, chunkSize: number): Promise<Buffer> {
  return pipeline(Readable.from(inChunks(bytes, chunkSize)), compress(compression), readAll);
}

for (const compression of ['none', 'gzip', 'zstd'] as const) {
  test(`decompress gives what ${compression} has compressed`, async (t) => {
    for (const bytes of [LOG, Buffer.alloc(0), Buffer.alloc(300_000, 'ab')]) {
      const archive = await compressed(bytes, compression, 1000);
      t.deepEqual(await readAll(decompress(inChunks(archive, 100), 'archive')), bytes);
      t.deepEqual(await compressed(bytes, compression, 1000), archive);
    }
  });
}

test('refuses a compression that it does not know', (t) => {
  t.throws(() => compress('bzip2' as Compression), { message: /not 'bzip2'/ });
});
