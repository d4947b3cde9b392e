import { gzipSync } from 'node:zlib';
import test from 'ava';
import { FrameWriter } from '../../lib/cluster/frames.js';
import { readSample } from '../../lib/cluster/read-sample.js';
import type { SourceIdentity } from '../../lib/sources/source-identity.js';

const SOURCES = [{ sealed: false }, { sealed: true }] as SourceIdentity[];

/** What is read of pieces: each a source, an offset, and its bytes in parts. */
async function sample(
  ...pieces: readonly (readonly [source: number, offset: number, ...parts: Uint8Array[]])[]
) {
  const writer = new FrameWriter();
  async function* feed() {
    yield writer.frame('T', {});
    for (const [source, offset, ...parts] of pieces) {
      yield writer.frame('S', { source, offset });
      for (const part of parts) yield writer.frame('D', part);
      yield writer.frame('E');
    }
    yield writer.frame('Z');
  }
  return (await readSample(feed(), SOURCES)).map((bytes) => Buffer.from(bytes).toString());
}

const bytes = (text: string) => Buffer.from(text);

test('only whole lines count: a piece from within a source begins behind its first line end', async (t) => {
  t.deepEqual(await sample([0, 0, bytes('a\nb'), bytes('c\nd')]), ['a\nbc\n']);
  t.deepEqual(await sample([0, 5, bytes('a\nbc\nd')], [0, 9, bytes('no end')]), ['bc\n']);
});

test('of an archive that is cut off what can be unpacked counts', async (t) => {
  const packed = gzipSync('a\nb\n'.repeat(50_000));
  t.deepEqual(await sample([1, 0, packed]), ['a\nb\n'.repeat(50_000)]);
  const [cut] = await sample([1, 0, packed.subarray(0, packed.length - 100)]);
  t.true(cut === undefined || 'a\nb\n'.repeat(50_000).startsWith(cut));
});

test('a piece of no source, or bytes of no piece, break the feed', async (t) => {
  await t.throwsAsync(sample([2, 0, bytes('a\n')]), { code: 'feed-broken', message: /no source 2/ });
  async function* early() {
    yield new FrameWriter().frame('D', bytes('a\n'));
  }
  await t.throwsAsync(readSample(early(), SOURCES), { code: 'feed-broken', message: /D came before S/ });
});
