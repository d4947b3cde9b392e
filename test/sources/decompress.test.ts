import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import { SpillwayError } from '../../lib/errors.js';
import { decompress } from '../../lib/sources/decompress.js';
import { inChunks, readAll } from '../support/read-all.js';
import { LOG, sourceFixture } from '../support/source-fixtures.js';

const ARCHIVES = ['log.gz', 'members.gz', 'frames.zst', 'no-check.zst', 'long-window.zst', 'pzstd.zst'];

function plain(bytes: Uint8Array, chunkSize = 2 ** 16): Promise<Buffer> {
  return readAll(decompress(inChunks(bytes, chunkSize), 'archive'));
}

/** Runs what must fail with `source-unreadable`, and name the archive and a place in it. */
async function refused(t: ExecutionContext, bytes: Buffer, chunkSize?: number): Promise<SpillwayError> {
  const error = await t.throwsAsync(plain(bytes, chunkSize), { instanceOf: SpillwayError });
  t.is(error.code, 'source-unreadable');
  t.is(error.file, 'archive');
  t.true(error.offset! >= 0 && error.offset! <= bytes.length);
  t.regex(error.message, /^archive (is damaged|ends in the middle)/);
  return error;
}

for (const name of ARCHIVES) {
  const archive = readFileSync(sourceFixture(name));

  test(`reads ${name} in chunks of any size`, async (t) => {
    for (const size of [1, 2, 3, 7, 64, 299, archive.length]) {
      t.true((await plain(archive, size)).equals(LOG), `chunks of ${size}`);
    }
  });

  test(`names ${name} wherever it is cut off`, async (t) => {
    const whole = new Map<number, number>();
    for (let length = 5; length < archive.length; length += 7) {
      const given = await plain(archive.subarray(0, length), 50).catch((error) => error);
      if (given instanceof SpillwayError) {
        t.is(given.code, 'source-unreadable');
        t.regex(given.message, /ends in the middle/, `cut at ${length}`);
      } else {
        // Between two members or frames nothing tells that more should follow.
        t.true(given.equals(LOG.subarray(0, given.length)), `cut at ${length}`);
        whole.set(length, given.length);
      }
    }
    t.true(whole.size <= 2, `${[...whole.keys()]}`);
  });

  test(`never gives other bytes for ${name} with a bit flipped`, async (t) => {
    t.timeout(60_000);
    const unchecked = name === 'no-check.zst';
    for (let index = 4; index < archive.length; index += unchecked ? 31 : 11) {
      const damaged = Buffer.from(archive);
      damaged[index]! ^= 1 << (index % 8);
      const given = await plain(damaged).catch((error) => error);
      if (given instanceof SpillwayError) t.is(given.code, 'source-unreadable');
      else if (!unchecked) t.true(given.equals(LOG), `byte ${index}`);
    }
  });
}

test('refuses other bytes after an archive', async (t) => {
  for (const name of ['members.gz', 'frames.zst']) {
    const archive = readFileSync(sourceFixture(name));
    for (const size of [1, 100, 10_000]) {
      await refused(t, Buffer.concat([archive, Buffer.from('{"user_id":"1"}\n')]), size);
    }
  }
});

test('accepts the zeros that tapes add after a gzip archive', async (t) => {
  t.deepEqual(await plain(Buffer.concat([gzipSync(LOG), Buffer.alloc(512)])), LOG);
});

test('continues after padding between gzip members, wherever chunks end', async (t) => {
  const half = Math.floor(LOG.length / 2);
  const members = [LOG.subarray(0, half), Buffer.alloc(0), LOG.subarray(half)].map((part) => gzipSync(part));
  for (const padding of [1, 2, 5, 512, 70_000]) {
    const parts = members.flatMap((member) => [member, Buffer.alloc(padding)]);
    const padded = Buffer.concat(parts);
    for (const size of padding > 1000
      ? [1000, 2 ** 16, padded.length]
      : [1, 2, 3, 64, members[0]!.length, padded.length]) {
      t.true((await plain(padded, size)).equals(LOG), `${padding} in chunks of ${size}`);
      const garbage = Buffer.concat([...parts, Buffer.from('garbage')]);
      const error = await refused(t, garbage, size);
      t.true(error.offset! >= padded.length, `${padding} in chunks of ${size}: ${error.offset}`);
      const cut = Buffer.concat([...parts, members[0]!.subarray(0, 20)]);
      t.regex((await refused(t, cut, size)).message, /ends in the middle/);
    }
  }
});

test('ending early in a gzip archive does not wait for the rest', async (t) => {
  let closed = false;
  async function* source(): AsyncGenerator<Uint8Array> {
    try {
      yield Buffer.concat([gzipSync(LOG), Buffer.from([0])]);
      await new Promise(() => {});
    } finally {
      closed = true;
    }
  }
  const bytes = decompress(source(), 'archive');
  t.false((await bytes.next()).done);
  await bytes.return();
  t.false(closed);
});

test('passes uncompressed bytes, even fewer than any head has', async (t) => {
  for (const text of ['', '{', '\x1f', 'plain text\n']) {
    t.is((await plain(Buffer.from(text), 1)).toString('latin1'), text);
  }
});

test('passes on the failure of a source unchanged', async (t) => {
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield gzipSync(LOG).subarray(0, 100);
    throw new RangeError('the disk is gone');
  }
  await t.throwsAsync(readAll(decompress(failing(), 'archive')), { instanceOf: RangeError });
});

test('reads zstd archives side by side', async (t) => {
  const archive = readFileSync(sourceFixture('frames.zst'));
  const all = await Promise.all([1, 10, 100].map((size) => plain(archive, size)));
  for (const bytes of all) t.deepEqual(bytes, LOG);
});

test('gives a highly compressed archive in pieces', async (t) => {
  const { compress } = await import('../../lib/sources/compress.js');
  const zstd = compress('zstd');
  for (let mebibyte = 0; mebibyte < 64; mebibyte++) zstd.write(Buffer.alloc(2 ** 20));
  zstd.end();
  const archive = await readAll(zstd);
  t.true(archive.length < 2 ** 14);
  let total = 0;
  for await (const piece of decompress(inChunks(archive, 2 ** 16), 'archive')) {
    t.true(piece.length <= 2 ** 18);
    total += piece.length;
  }
  t.is(total, 64 * 2 ** 20);
});

/** A frame of one block of 200,000 times the same byte, which asks for a window of 2 ** `exponent` bytes. */
function frameWithWindow(exponent: number): Buffer {
  const repeated = (last: boolean) => {
    const header = Buffer.alloc(4, 'a');
    header.writeUIntLE((100_000 << 3) | (1 << 1) | Number(last), 0, 3);
    return header;
  };
  const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, (exponent - 10) << 3]);
  return Buffer.concat([head, repeated(false), repeated(true)]);
}

test('reads windows of 8 MiB, and refuses larger ones with the way out', async (t) => {
  t.deepEqual(await plain(frameWithWindow(23)), Buffer.alloc(200_000, 'a'));
  for (const [exponent, size] of [
    [25, '32 MiB'],
    [27, '128 MiB'],
    [28, '256 MiB'],
    [31, '2 GiB'],
    [41, '2 TiB'],
  ] as const) {
    const error = await t.throwsAsync(plain(frameWithWindow(exponent)), {
      message: new RegExp(`window of ${size}.*larger than the 8 MiB .*zstd -dc --long=31 archive`),
    });
    t.like(error, { code: 'source-unreadable', file: 'archive' });
  }
  t.deepEqual(await plain(frameWithWindow(23)), Buffer.alloc(200_000, 'a'));
});
