import { gzipSync } from 'node:zlib';
import test from 'ava';
import { gunzip } from '../../lib/sources/gunzip.js';
import { failsWith } from '../support/fails-with.js';
import { inChunks, readAll } from '../support/read-all.js';

const MEMBERS = ['one\n', '', 'two\n'].map((text) => gzipSync(text));
const ARCHIVE = Buffer.concat(MEMBERS);

const unpack = async (bytes: Uint8Array, size = bytes.length) =>
  (await readAll(gunzip(inChunks(bytes, size), 'log.gz'))).toString();

test('members that follow each other are one text, wherever chunks end', async (t) => {
  for (let size = 1; size <= ARCHIVE.length; size++) t.is(await unpack(ARCHIVE, size), 'one\ntwo\n');
});

test('NULs between and behind members are padding', async (t) => {
  const padded = Buffer.concat(MEMBERS.flatMap((member) => [member, Buffer.alloc(5)]));
  for (const size of [1, 3, padded.length]) t.is(await unpack(padded, size), 'one\ntwo\n');
});

test('an archive that is cut anywhere within a member is refused as truncated', async (t) => {
  for (let end = 1; end < MEMBERS[0]!.length; end++) {
    const cut = ARCHIVE.subarray(0, end);
    await failsWith(t, unpack(cut), 'source-unreadable', 'log.gz ends in the middle of its gzip archive');
  }
});

test('anything but NULs behind a member is refused as damage', async (t) => {
  await failsWith(
    t,
    unpack(Buffer.concat([ARCHIVE, Buffer.from('text')])),
    'source-unreadable',
    'is damaged',
  );
});

test('a failure of the source is not blamed on the archive', async (t) => {
  const failure = new Error('the disk');
  async function* source(): AsyncGenerator<Uint8Array> {
    yield ARCHIVE.subarray(0, 10);
    throw failure;
  }
  t.is(await t.throwsAsync(readAll(gunzip(source(), 'log.gz'))), failure);
});
