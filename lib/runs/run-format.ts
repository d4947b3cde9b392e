import { crc32 } from 'node:zlib';
import type { UserOrder } from '../records/user-order.js';

/**
 * A run file, integers little-endian:
 *
 *   header    8 bytes "SPILLRUN", u32 format version, u32 flags (1: users in numeric order)
 *   block     u32 length, u32 CRC-32 of the payload, payload (rows, see kernel/assembly/run-format.ts); any number
 *   footer    u64 rows, u64 users, u32 bytes of the largest payload, u32 most names in a block, u32 number of blocks,
 *             for each block: u64 offset, u32 length of its first user, the user,
 *             then u32 length of the last user, the user (0 and nothing where there are no rows)
 *   trailer   u32 length of the footer, u32 CRC-32 of the header and the footer, 8 bytes "SPILLEND"
 *
 * Each block can be read on its own, and the footer says which users it begins with.
 *
 * Rows do not say where in the source they come from: whoever merges runs gives them in source order, and of equal
 * timestamps that of the later run wins. So only runs that follow each other may be merged into one, which takes
 * their place.
 */
export const RUN_FORMAT_VERSION = 2;

export const HEADER_BYTES = 16;
export const BLOCK_HEAD_BYTES = 8;
export const TRAILER_BYTES = 16;

const MAGIC_START = 'SPILLRUN';
const MAGIC_END = 'SPILLEND';
const NUMERIC_ORDER = 1;
const COUNTS_BYTES = 28;

export interface BlockEntry {
  readonly offset: number;
  readonly firstUser: Uint8Array;
}

export interface RunFooter {
  readonly rows: number;
  readonly users: number;
  readonly largestBlock: number;
  /** Different names in the block that has most. */
  readonly mostNames: number;
  readonly blocks: readonly BlockEntry[];
  readonly lastUser: Uint8Array;
  /** File offset behind the last block: that of the footer itself. */
  readonly end: number;
}

export function encodeHeader(order: UserOrder): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(MAGIC_START, 0, 'latin1');
  header.writeUInt32LE(RUN_FORMAT_VERSION, 8);
  header.writeUInt32LE(order === 'numeric' ? NUMERIC_ORDER : 0, 12);
  return header;
}

/** The order of users, or what is wrong with the header. */
export function decodeHeader(header: Buffer): { order: UserOrder } | { version: number } | undefined {
  if (header.length < HEADER_BYTES || header.toString('latin1', 0, 8) !== MAGIC_START) return undefined;
  const version = header.readUInt32LE(8);
  if (version !== RUN_FORMAT_VERSION) return { version };
  const flags = header.readUInt32LE(12);
  if (flags > NUMERIC_ORDER) return undefined;
  return { order: flags === NUMERIC_ORDER ? 'numeric' : 'bytes' };
}

export function encodeBlockHead(payload: Uint8Array): Buffer {
  const head = Buffer.alloc(BLOCK_HEAD_BYTES);
  head.writeUInt32LE(payload.length, 0);
  head.writeUInt32LE(crc32(payload), 4);
  return head;
}

export function decodeBlockHead(bytes: Uint8Array): { length: number; checksum: number } {
  const head = new DataView(bytes.buffer, bytes.byteOffset, BLOCK_HEAD_BYTES);
  return { length: head.getUint32(0, true), checksum: head.getUint32(4, true) };
}

/** Footer and trailer. */
export function encodeFooter(footer: Omit<RunFooter, 'end'>, header: Buffer): Buffer {
  const parts: Buffer[] = [];
  const counts = Buffer.alloc(COUNTS_BYTES);
  counts.writeBigUInt64LE(BigInt(footer.rows), 0);
  counts.writeBigUInt64LE(BigInt(footer.users), 8);
  counts.writeUInt32LE(footer.largestBlock, 16);
  counts.writeUInt32LE(footer.mostNames, 20);
  counts.writeUInt32LE(footer.blocks.length, 24);
  parts.push(counts);
  for (const { offset, firstUser } of footer.blocks) {
    const head = Buffer.alloc(12);
    head.writeBigUInt64LE(BigInt(offset), 0);
    head.writeUInt32LE(firstUser.length, 8);
    parts.push(head, Buffer.from(firstUser));
  }
  const last = Buffer.alloc(4);
  last.writeUInt32LE(footer.lastUser.length, 0);
  parts.push(last, Buffer.from(footer.lastUser));
  const body = Buffer.concat(parts);
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

/** The footer at file offset `end`, whose checksum has been found right. */
export function decodeFooter(body: Buffer, end: number): RunFooter {
  const rows = Number(body.readBigUInt64LE(0));
  const users = Number(body.readBigUInt64LE(8));
  const largestBlock = body.readUInt32LE(16);
  const mostNames = body.readUInt32LE(20);
  const count = body.readUInt32LE(24);
  let index = COUNTS_BYTES;
  const text = () => {
    const length = body.readUInt32LE(index);
    const bytes = body.subarray(index + 4, index + 4 + length);
    index += 4 + length;
    return bytes;
  };
  const blocks: BlockEntry[] = [];
  for (let block = 0; block < count; block++) {
    const offset = Number(body.readBigUInt64LE(index));
    index += 8;
    blocks.push({ offset, firstUser: text() });
  }
  return { rows, users, largestBlock, mostNames, blocks, lastUser: text(), end };
}
