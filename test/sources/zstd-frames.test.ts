import test from 'ava';
import fc from 'fast-check';
import { ZstdFrames } from '../../lib/sources/zstd-frames.js';

interface Block {
  readonly repeated: boolean;
  readonly size: number;
}

const block: fc.Arbitrary<Block> = fc.record({ repeated: fc.boolean(), size: fc.nat(300) });
const frame = fc.record({
  descriptor: fc.nat(255).map((bits) => bits & ~0x18),
  blocks: fc.array(block, { minLength: 1, maxLength: 4 }),
});
const skippable = fc.record({ nibble: fc.nat(15), size: fc.nat(50) });

/** Bytes of a frame as RFC 8878 lays them out, the contents of its blocks filled with a byte. */
function frameBytes({ descriptor, blocks }: { descriptor: number; blocks: readonly Block[] }): Buffer[] {
  const single = (descriptor & 0x20) !== 0;
  const dictionary = [0, 1, 2, 4][descriptor & 3]!;
  const contentSize = [single ? 1 : 0, 2, 4, 8][descriptor >> 6]!;
  const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, descriptor]);
  const parts = [head, Buffer.alloc((single ? 0 : 1) + dictionary + contentSize, 0xaa)];
  for (const [index, { repeated, size }] of blocks.entries()) {
    const header = Buffer.alloc(3);
    header.writeUIntLE((size << 3) | (repeated ? 2 : 0) | (index === blocks.length - 1 ? 1 : 0), 0, 3);
    parts.push(header, Buffer.alloc(repeated ? 1 : size, 0xbb));
  }
  return (descriptor & 4) === 0 ? parts : [...parts, Buffer.alloc(4, 0xcc)];
}

function skippableBytes({ nibble, size }: { nibble: number; size: number }): Buffer[] {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(0x184d2a50 + nibble);
  head.writeUInt32LE(size, 4);
  return [head, Buffer.alloc(size, 0xdd)];
}

const archives = fc
  .array(fc.oneof(frame.map(frameBytes), skippable.map(skippableBytes)), { maxLength: 4 })
  .map((frames) => frames.map((parts) => Buffer.concat(parts)));

test('passes every byte, at most one block at a time, and shows where an archive may end', (t) =>
  fc.assert(
    fc.property(archives, fc.integer({ min: 1, max: 400 }), (frames, chunkSize) => {
      const archive = Buffer.concat(frames);
      const ends = new Set([0]);
      for (const frame of frames) ends.add(Math.max(...ends) + frame.length);
      const follower = new ZstdFrames();
      const pieces: Uint8Array[] = [];
      for (let from = 0; from < archive.length; from += chunkSize) {
        const chunk = archive.subarray(from, from + chunkSize);
        pieces.push(...follower.cut(chunk));
        t.is(follower.complete, ends.has(from + chunk.length), `at ${from + chunk.length}`);
      }
      t.true(Buffer.concat(pieces).equals(archive));
      t.is(follower.position, archive.length);
      t.is(follower.fault, undefined);
    }),
    { numRuns: 150 },
  ));

test('cuts after each block', (t) => {
  const blocks = [10, 20, 30].map((size) => ({ repeated: false, size }));
  const archive = Buffer.concat(frameBytes({ descriptor: 0, blocks }));
  const sizes = [...new ZstdFrames().cut(archive)].map(({ length }) => length);
  t.deepEqual(sizes, [4 + 1 + 1 + 3 + 10, 3 + 20, 3 + 30]);
});

test('reports where something other than a frame starts', (t) => {
  const whole = Buffer.concat(frameBytes({ descriptor: 4, blocks: [{ repeated: true, size: 9 }] }));
  const follower = new ZstdFrames();
  [...follower.cut(Buffer.concat([whole, Buffer.from('what is this?')]))];
  t.is(follower.fault, whole.length);

  const reserved = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0b110, 0, 0, 1, 2, 3]);
  const other = new ZstdFrames();
  [...other.cut(reserved)];
  t.is(other.fault, 6);
});
