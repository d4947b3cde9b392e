import { crc32 } from 'node:zlib';
import test from 'ava';
import fc from 'fast-check';
import {
  BLOCK_HEAD_BYTES,
  decodeFooter,
  decodeHeader,
  decodeTrailer,
  encodeBlockHead,
  encodeFooter,
  encodeHeader,
  HEADER_BYTES,
  RUN_FORMAT_VERSION,
  TRAILER_BYTES,
} from '../../lib/runs/run-format.js';

test('headers come back', (t) => {
  for (const order of ['bytes', 'numeric'] as const) {
    const header = encodeHeader(order);
    t.is(header.length, HEADER_BYTES);
    t.deepEqual(decodeHeader(header), { order });
  }
});

test('what is no header is none, and another version is told', (t) => {
  const header = encodeHeader('bytes');
  for (let length = 0; length < HEADER_BYTES; length++)
    t.is(decodeHeader(header.subarray(0, length)), undefined);
  for (let bit = 0; bit < 64; bit++) t.is(decodeHeader(flipped(header, bit)), undefined);
  const newer = Buffer.from(header);
  newer.writeUInt32LE(RUN_FORMAT_VERSION + 1, 8);
  t.deepEqual(decodeHeader(newer), { version: RUN_FORMAT_VERSION + 1 });
  const unknownFlags = Buffer.from(header);
  unknownFlags.writeUInt32LE(2, 12);
  t.is(decodeHeader(unknownFlags), undefined);
});

test('footers come back', (t) => {
  const user = fc.uint8Array({ maxLength: 20 });
  const footers = fc.record({
    rows: fc.maxSafeNat(),
    users: fc.maxSafeNat(),
    largestBlock: fc.nat(2 ** 31 - 1),
    mostNames: fc.nat(2 ** 16 - 1),
    blocks: fc.array(fc.record({ offset: fc.maxSafeNat(), firstUser: user }), { maxLength: 8 }),
    lastUser: user,
  });
  const plain = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  fc.assert(
    fc.property(footers, fc.nat(1000), (footer, end) => {
      const header = encodeHeader('bytes');
      const bytes = encodeFooter(footer, header);
      const trailer = decodeTrailer(bytes.subarray(-TRAILER_BYTES));
      const body = bytes.subarray(0, -TRAILER_BYTES);
      t.deepEqual(trailer, { footerBytes: body.length, checksum: crc32(body, crc32(header)) });
      const { blocks, lastUser, ...counts } = decodeFooter(body, end);
      const { blocks: _, lastUser: __, ...given } = footer;
      t.deepEqual(counts, { ...given, end });
      t.is(plain(lastUser), plain(footer.lastUser));
      t.deepEqual(
        blocks.map(({ offset, firstUser }) => [offset, plain(firstUser)]),
        footer.blocks.map(({ offset, firstUser }) => [offset, plain(firstUser)]),
      );
    }),
    { numRuns: 60 },
  );
});

test('what is no trailer is none', (t) => {
  const trailer = encodeFooter(
    { rows: 0, users: 0, largestBlock: 0, mostNames: 0, blocks: [], lastUser: Buffer.alloc(0) },
    encodeHeader('bytes'),
  ).subarray(-TRAILER_BYTES);
  t.is(decodeTrailer(trailer.subarray(1)), undefined);
  for (let bit = 64; bit < 8 * TRAILER_BYTES; bit++) t.is(decodeTrailer(flipped(trailer, bit)), undefined);
});

test('a block is told by its length and checksum', (t) => {
  const payload = Buffer.from('rows');
  const head = encodeBlockHead(payload);
  t.is(head.length, BLOCK_HEAD_BYTES);
  t.is(head.readUInt32LE(0), 4);
  t.is(head.readUInt32LE(4), crc32(payload));
});

function flipped(bytes: Buffer, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[bit >> 3]! ^= 1 << (bit & 7);
  return copy;
}
