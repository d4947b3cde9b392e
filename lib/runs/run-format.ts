import { endianness } from 'node:os';
import { crc32 } from 'node:zlib';
import type { RunMeasure } from '../mapping/run-measures.js';
import type { RunContent } from '../records/run.js';
import type { UserOrder } from '../records/user-order.js';

/**
 * A run file, integers little-endian:
 *
 *   header    8 bytes "SPILLRUN", u32 format version, u32 flags (1: users in numeric order, 2: timelines, 4: with facts alone), 8 bytes that no other run has
 *   segments  in a row, each with the records that memory held when it was full
 *   index     only in format 4: see user-index.ts
 *   footer    u64 records, u64 rows, u32 bytes of the largest payload, u32 partitions, u32 segments, u32 splitters,
 *             for each splitter: u32 length, bytes,
 *             for each partition and in it for each segment: u32 bytes of the slice, u32 its records, u32 its rows,
 *             in format 4: u32 bytes of the index, u32 CRC-32 of them,
 *             the measures of its events as JSON, if there are any: see mapping/run-measures.ts
 *   trailer   u32 length of the footer, u32 CRC-32 of the header and the footer, 8 bytes "SPILLEND"
 *
 * A partition is a range of users: the splitters, ascending, are the least users of all partitions but the first. (A merge
 * makes runs of its own that have none, and whose partitions are ranges of rows of a few users.)
 * A segment is a slice of each partition, in their order. A slice is blocks, and may have none:
 *
 *   block     u32 length, u32 CRC-32, payload: whole records, see kernel/layout/record.ts
 *
 * The checksum is that of the header's last 8 bytes, the partition (u32), the block's offset in the file (u64), its length
 * (u32) and the payload, so that a block in the place of another is detected.
 *
 * The records of a partition are in source order, segment by segment: nothing is sorted. Rows that a later row of the
 * same slice supersedes may be missing. Records do not say where in the source they come from: a
 * reader of several runs takes them in source order, and of equal timestamps that of the later one wins.
 *
 * In format 4, of joined runs of kept work, the records of a slice are by user, in the order of the run's users; those of a user
 * stay in source order. So an index tells in which blocks a user is.
 *
 * A run of timelines has records of another kind: each activity as the line that it was, or the facts of it. None is missing.
 */
export const RUN_FORMAT_VERSION = 3;
export const INDEXED_FORMAT_VERSION = 4;

export const HEADER_BYTES = 24;
export const BLOCK_HEAD_BYTES = 8;
export const TRAILER_BYTES = 16;

const MAGIC_START = 'SPILLRUN';
const MAGIC_END = 'SPILLEND';
const NUMERIC_ORDER = 1;
const TIMELINES = 2;
const FACTS = 4;
const CONTENT_FLAGS: Readonly<Record<RunContent, number>> = {
  rows: 0,
  timelines: TIMELINES,
  facts: TIMELINES | FACTS,
};
const CONTENTS = Object.keys(CONTENT_FLAGS) as RunContent[];
export const ID_OFFSET = 16;
export const ID_BYTES = 8;
const COUNTS_BYTES = 32;
const SLICE_BYTES = 12;
const SLICE_WORDS = 3;
const INDEX_BYTES = 8;

export interface RunFooter {
  readonly records: number;
  readonly rows: number;
  readonly largestBlock: number;
  readonly partitions: number;
  readonly segments: number;
  /** Where partitions meet; none where they are not ranges of users. */
  readonly splitters: readonly Uint8Array[];
  /** For each partition, and in it for each segment: bytes with the heads of blocks, records, rows. */
  readonly slices: Uint32Array;
  /** Of the index of an indexed run. */
  readonly index?: IndexPlace | undefined;
  /** What the values that events hold are for. Absent: they hold none. */
  readonly measures?: readonly RunMeasure[] | undefined;
}

/** How long the index of a run is; it ends where the footer begins. */
export interface IndexPlace {
  readonly bytes: number;
  readonly checksum: number;
}

/** What the header of a run says about it. */
export interface RunKind {
  readonly order: UserOrder;
  readonly content: RunContent;
  /** Whether its slices are by user, and it has an index. */
  readonly indexed: boolean;
}

/** By default a run holds rows, and has no index. */
type HeaderFacts = Pick<RunKind, 'order'> & {
  readonly [Fact in 'content' | 'indexed']?: RunKind[Fact] | undefined;
};

export function encodeHeader(
  { order, content = 'rows', indexed = false }: HeaderFacts,
  id: Uint8Array,
): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(MAGIC_START, 0, 'latin1');
  header.writeUInt32LE(indexed ? INDEXED_FORMAT_VERSION : RUN_FORMAT_VERSION, 8);
  header.writeUInt32LE((order === 'numeric' ? NUMERIC_ORDER : 0) | CONTENT_FLAGS[content], 12);
  header.set(id.subarray(0, ID_BYTES), ID_OFFSET);
  return header;
}

/** What a run holds, or what is wrong with its header. */
export function decodeHeader(header: Buffer): RunKind | { version: number } | undefined {
  if (header.length < HEADER_BYTES || header.toString('latin1', 0, 8) !== MAGIC_START) return undefined;
  const version = header.readUInt32LE(8);
  const indexed = version === INDEXED_FORMAT_VERSION;
  if (version !== RUN_FORMAT_VERSION && !indexed) return { version };
  const flags = header.readUInt32LE(12);
  const content = CONTENTS.find((each) => CONTENT_FLAGS[each] === (flags & ~NUMERIC_ORDER));
  if (content === undefined) return undefined;
  return { order: (flags & NUMERIC_ORDER) === 0 ? 'bytes' : 'numeric', content, indexed };
}

/** Footer and trailer. */
export function encodeFooter(footer: RunFooter, header: Buffer): Buffer {
  const counts = Buffer.alloc(COUNTS_BYTES);
  counts.writeBigUInt64LE(BigInt(footer.records), 0);
  counts.writeBigUInt64LE(BigInt(footer.rows), 8);
  counts.writeUInt32LE(footer.largestBlock, 16);
  counts.writeUInt32LE(footer.partitions, 20);
  counts.writeUInt32LE(footer.segments, 24);
  counts.writeUInt32LE(footer.splitters.length, 28);
  const splitters = footer.splitters.flatMap((splitter) => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(splitter.length, 0);
    return [length, splitter];
  });
  const slices = littleEndian(new Uint8Array(footer.slices.slice().buffer));
  const index = Buffer.alloc(footer.index === undefined ? 0 : INDEX_BYTES);
  if (footer.index !== undefined) {
    index.writeUInt32LE(footer.index.bytes, 0);
    index.writeUInt32LE(footer.index.checksum, 4);
  }
  const measures = (footer.measures ?? []).length === 0 ? '' : JSON.stringify(footer.measures);
  const body = Buffer.concat([counts, ...splitters, slices, index, Buffer.from(measures)]);
  const trailer = Buffer.alloc(TRAILER_BYTES);
  trailer.writeUInt32LE(body.length, 0);
  trailer.writeUInt32LE(crc32(body, crc32(header)), 4);
  trailer.write(MAGIC_END, 8, 'latin1');
  return Buffer.concat([body, trailer]);
}

/** Length of the footer that a trailer announces, or undefined if it is no trailer. */
export function decodeTrailer(trailer: Buffer): { footerBytes: number; checksum: number } | undefined {
  if (trailer.length !== TRAILER_BYTES || trailer.toString('latin1', 8) !== MAGIC_END) return undefined;
  return { footerBytes: trailer.readUInt32LE(0), checksum: trailer.readUInt32LE(4) };
}

/** A footer whose checksum has been found right; undefined if it is none nevertheless. */
export function decodeFooter(body: Buffer, indexed = false): RunFooter | undefined {
  if (body.length < COUNTS_BYTES) return undefined;
  const records = Number(body.readBigUInt64LE(0));
  const rows = Number(body.readBigUInt64LE(8));
  const largestBlock = body.readUInt32LE(16);
  const partitions = body.readUInt32LE(20);
  const segments = body.readUInt32LE(24);
  const decoded = decodeSplitters(body, body.readUInt32LE(28));
  if (decoded === undefined) return undefined;
  const { splitters, end: from } = decoded;
  const slicesEnd = from + partitions * segments * SLICE_BYTES;
  const end = slicesEnd + (indexed ? INDEX_BYTES : 0);
  if (end > body.length) return undefined;
  const slices = new Uint32Array(littleEndian(Uint8Array.from(body.subarray(from, slicesEnd))).buffer);
  const counts = { records, rows, largestBlock, partitions, segments, splitters, slices };
  const footer = indexed
    ? {
        ...counts,
        index: { bytes: body.readUInt32LE(slicesEnd), checksum: body.readUInt32LE(slicesEnd + 4) },
      }
    : counts;
  if (end === body.length) return footer;
  const measures = decodeMeasures(body.toString('utf8', end));
  return measures && { ...footer, measures };
}

/** Turns words between the order of bytes in memory and that in files. A footer has some ten thousand: one by one they take longer. */
function littleEndian(words: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (endianness() === 'BE') Buffer.from(words.buffer).swap32();
  return words;
}

function decodeMeasures(text: string): readonly RunMeasure[] | undefined {
  try {
    return JSON.parse(text) as readonly RunMeasure[];
  } catch {
    return undefined;
  }
}

interface DecodedSplitters {
  readonly splitters: readonly Uint8Array[];
  /** Index of the first byte after them. */
  readonly end: number;
}

/** Those decoded last: all runs of a job have the same, and some thousand small arrays for each would fill the memory. */
let latest: (DecodedSplitters & { readonly bytes: Buffer }) | undefined;

function decodeSplitters(body: Buffer, count: number): DecodedSplitters | undefined {
  if (latest?.splitters.length === count && latest.bytes.equals(body.subarray(COUNTS_BYTES, latest.end)))
    return latest;
  const splitters: Uint8Array[] = [];
  let end = COUNTS_BYTES;
  for (let left = count; left > 0; left--) {
    const start = end + 4;
    if (start > body.length) return undefined;
    end = start + body.readUInt32LE(start - 4);
    if (end > body.length) return undefined;
    splitters.push(body.subarray(start, end));
  }
  latest = { splitters, end, bytes: body.subarray(COUNTS_BYTES, end) };
  return latest;
}

/** A slice of a footer: a partition of a segment. */
export interface SliceCounts {
  readonly bytes: number;
  readonly records: number;
  readonly rows: number;
}

export function sliceCounts(footer: RunFooter, partition: number, segment: number): SliceCounts {
  const { slices, segments } = footer;
  const word = (partition * segments + segment) * SLICE_WORDS;
  return { bytes: slices[word]!, records: slices[word + 1]!, rows: slices[word + 2]! };
}
