import { crc32 } from 'node:zlib';
import test from 'ava';
import fc from 'fast-check';
import {
  decodeFooter,
  decodeHeader,
  decodeTrailer,
  encodeFooter,
  encodeHeader,
  HEADER_BYTES,
  INDEXED_FORMAT_VERSION,
  RUN_FORMAT_VERSION,
  sliceCounts,
  TRAILER_BYTES,
} from '../../lib/runs/run-format.js';

const ID = Buffer.from('01234567');

test('an encoded header is decoded to the same order', (t) => {
  for (const order of ['bytes', 'numeric'] as const) {
    const header = encodeHeader({ order }, ID);
    t.is(header.length, HEADER_BYTES);
    t.deepEqual(decodeHeader(header), { order, content: 'rows', indexed: false });
    for (const content of ['timelines', 'facts'] as const)
      t.deepEqual(decodeHeader(encodeHeader({ order, content }, ID)), { order, content, indexed: false });
  }
});

test('other bytes are not taken for a header, and the version of another format is returned', (t) => {
  const header = encodeHeader({ order: 'bytes' }, ID);
  for (let length = 0; length < HEADER_BYTES; length++)
    t.is(decodeHeader(header.subarray(0, length)), undefined);
  for (let bit = 0; bit < 64; bit++) t.is(decodeHeader(flipped(header, bit)), undefined);
  for (const version of [RUN_FORMAT_VERSION - 1, INDEXED_FORMAT_VERSION + 1]) {
    const other = Buffer.from(header);
    other.writeUInt32LE(version, 8);
    t.deepEqual(decodeHeader(other), { version });
  }
  const unknownFlags = Buffer.from(header);
  for (const flags of [4, 8]) {
    unknownFlags.writeUInt32LE(flags, 12);
    t.is(decodeHeader(unknownFlags), undefined);
  }
});

const footers = fc.record({ partitions: fc.nat(5), segments: fc.nat(4) }).chain(({ partitions, segments }) =>
  fc.record({
    records: fc.maxSafeNat(),
    rows: fc.maxSafeNat(),
    largestBlock: fc.nat(2 ** 31 - 1),
    partitions: fc.constant(partitions),
    segments: fc.constant(segments),
    splitters: fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 4 }),
    slices: fc.uint32Array({ minLength: partitions * segments * 3, maxLength: partitions * segments * 3 }),
  }),
);

test('an encoded footer is decoded to the same values', (t) => {
  fc.assert(
    fc.property(footers, (footer) => {
      const header = encodeHeader({ order: 'bytes' }, ID);
      const bytes = encodeFooter(footer, header);
      const trailer = decodeTrailer(bytes.subarray(-TRAILER_BYTES));
      const body = bytes.subarray(0, -TRAILER_BYTES);
      t.deepEqual(trailer, { footerBytes: body.length, checksum: crc32(body, crc32(header)) });
      const { splitters, ...decoded } = decodeFooter(body)!;
      const { splitters: expected, ...given } = footer;
      t.deepEqual(decoded, given);
      t.deepEqual(
        splitters.map((splitter) => Buffer.from(splitter).toString('hex')),
        expected.map((splitter) => Buffer.from(splitter).toString('hex')),
      );
      if (footer.partitions > 1 && footer.segments > 1) {
        const [bytes, records, rows] = footer.slices.slice((footer.segments + 1) * 3);
        t.deepEqual(sliceCounts(footer, 1, 1), { bytes, records, rows });
      }
    }),
    { numRuns: 60 },
  );
});

test('a footer that is shorter than its counts require is not decoded', (t) => {
  fc.assert(
    fc.property(footers, fc.nat(), (footer, cut) => {
      const body = encodeFooter(footer, encodeHeader({ order: 'bytes' }, ID)).subarray(0, -TRAILER_BYTES);
      t.is(decodeFooter(body.subarray(0, cut % body.length)), undefined);
    }),
    { numRuns: 60 },
  );
});

test('other bytes are not taken for a trailer', (t) => {
  const footer = { records: 0, rows: 0, largestBlock: 0, partitions: 0, segments: 0, splitters: [] };
  const whole = encodeFooter({ ...footer, slices: new Uint32Array() }, encodeHeader({ order: 'bytes' }, ID));
  const trailer = whole.subarray(-TRAILER_BYTES);
  t.is(decodeTrailer(trailer.subarray(1)), undefined);
  for (let bit = 64; bit < 8 * TRAILER_BYTES; bit++) t.is(decodeTrailer(flipped(trailer, bit)), undefined);
});

function flipped(bytes: Buffer, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[bit >> 3]! ^= 1 << (bit & 7);
  return copy;
}
