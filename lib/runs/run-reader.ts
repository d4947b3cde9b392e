import { constants } from 'node:fs';
import { crc32 } from 'node:zlib';
import { fileSystem } from '../disk/file-system.js';
import type { OpenFile } from '../disk/open-file.js';
import { closeQuietly, fillAt } from '../disk/transfer.js';
import { ioError, SpillwayError } from '../errors.js';
import { compareUsers, type UserOrder } from '../records/user-order.js';
import type { UserRange } from '../records/user-range.js';
import type { BlockSizes } from './merger.js';
import {
  BLOCK_HEAD_BYTES,
  decodeBlockHead,
  decodeFooter,
  decodeHeader,
  decodeTrailer,
  HEADER_BYTES,
  RUN_FORMAT_VERSION,
  type RunFooter,
  TRAILER_BYTES,
} from './run-format.js';

/**
 * Reads a run block by block, in order, one block ahead of its reader: all of them, or those alone that may hold users
 * of a range. Blocks are read to two buffers in turn, which the reader has of its own unless it is given others.
 * Everything read is checked against its checksum and size; what does not agree is `state-corrupt`, naming the file and
 * the offset.
 */
export class RunReader {
  readonly path: string;
  readonly order: UserOrder;
  readonly footer: RunFooter;
  readonly #file: OpenFile;
  #next: number;
  /** The first block that is not read. */
  readonly #last: number;
  #ahead: Promise<Uint8Array | undefined> | undefined;
  #buffers: readonly [Uint8Array, Uint8Array] | undefined;

  private constructor(path: string, file: OpenFile, order: UserOrder, footer: RunFooter, users: UserRange) {
    this.path = path;
    this.order = order;
    this.footer = footer;
    this.#file = file;
    this.#next = firstBlock(footer, order, users);
    this.#last = endBlock(footer, order, users);
  }

  static async open(path: string, users: UserRange = {}): Promise<RunReader> {
    let file: OpenFile | undefined;
    try {
      file = await fileSystem.open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      const size = Number((await file.stat({ bigint: true })).size);
      const header = await readWhole(file, path, 0, Buffer.alloc(HEADER_BYTES));
      const head = decodeHeader(header);
      if (head === undefined) throw corrupt(path, 0, 'the header of a run', 'something else');
      if ('version' in head) throw newerVersion(path, head.version);
      const trailerAt = Math.max(0, size - TRAILER_BYTES);
      const trailer = decodeTrailer(await readWhole(file, path, trailerAt, Buffer.alloc(TRAILER_BYTES)));
      if (trailer === undefined) throw corrupt(path, trailerAt, 'the end of a run', 'something else');
      const footerAt = trailerAt - trailer.footerBytes;
      if (footerAt < HEADER_BYTES) throw corrupt(path, trailerAt, 'a footer within the file', 'a longer one');
      const body = await readWhole(file, path, footerAt, Buffer.alloc(trailer.footerBytes));
      const checksum = crc32(body, crc32(header));
      if (checksum !== trailer.checksum) throw wrongChecksum(path, footerAt, trailer.checksum, checksum);
      return new RunReader(path, file, head.order, decodeFooter(body, footerAt), users);
    } catch (error) {
      await closeQuietly(file);
      throw ioError('read the run', path, error);
    }
  }

  /** A reader that is closed again, for what it tells of the run. */
  static async inspect(path: string): Promise<RunReader> {
    const reader = await RunReader.open(path);
    await reader.close();
    return reader;
  }

  /** What any block of the run takes, with its head. */
  get blockSizes(): BlockSizes {
    return { bytes: BLOCK_HEAD_BYTES + this.footer.largestBlock, names: this.footer.mostNames };
  }

  /** Has blocks read to these, that take any of them; to be said before the first block is asked for. */
  useBuffers(buffers: readonly [Uint8Array, Uint8Array]): void {
    this.#buffers = buffers;
  }

  /** The next block's rows, undefined after the last. A block holds until the next one is asked for. */
  async nextBlock(): Promise<Uint8Array | undefined> {
    const block = await (this.#ahead ?? this.#readBlock());
    this.#ahead = block === undefined ? undefined : this.#readBlock();
    // Whoever never asks again must not be told of its failure by the process going down.
    this.#ahead?.catch(() => {});
    return block;
  }

  async close(): Promise<void> {
    await this.#ahead?.catch(() => {});
    await closeQuietly(this.#file);
  }

  async #readBlock(): Promise<Uint8Array | undefined> {
    if (this.#next >= this.#last) return undefined;
    const block = this.footer.blocks[this.#next]!;
    const buffer = this.#buffer(this.#next++ & 1);
    const length = (this.footer.blocks[this.#next]?.offset ?? this.footer.end) - block.offset;
    try {
      if (length < BLOCK_HEAD_BYTES || length > buffer.length) {
        throw corrupt(
          this.path,
          block.offset,
          `a block of ${this.footer.largestBlock} bytes at most`,
          `${length}`,
        );
      }
      const bytes = await readWhole(this.#file, this.path, block.offset, buffer.subarray(0, length));
      this.#check(block.offset, bytes);
      return bytes.subarray(BLOCK_HEAD_BYTES);
    } catch (error) {
      throw ioError('read the run', this.path, error);
    }
  }

  #buffer(index: number): Uint8Array {
    const { bytes } = this.blockSizes;
    this.#buffers ??= [Buffer.allocUnsafe(bytes), Buffer.allocUnsafe(bytes)];
    return this.#buffers[index]!;
  }

  #check(offset: number, bytes: Uint8Array): void {
    const { length, checksum } = decodeBlockHead(bytes);
    const payload = bytes.subarray(BLOCK_HEAD_BYTES);
    if (length !== payload.length) {
      throw corrupt(this.path, offset, `a block of ${payload.length} bytes`, `one of ${length}`);
    }
    const found = crc32(payload);
    if (found !== checksum) throw wrongChecksum(this.path, offset, checksum, found);
  }
}

/** The last block that begins before `from`: rows of `from` may already stand at its end. */
function firstBlock({ blocks }: RunFooter, order: UserOrder, { from }: UserRange): number {
  if (from === undefined) return 0;
  return Math.max(0, lowerBound(blocks, from, order) - 1);
}

function endBlock({ blocks }: RunFooter, order: UserOrder, { before }: UserRange): number {
  return before === undefined ? blocks.length : lowerBound(blocks, before, order);
}

/** How many blocks begin before a user. */
function lowerBound(blocks: RunFooter['blocks'], user: Uint8Array, order: UserOrder): number {
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareUsers(blocks[middle]!.firstUser, user, order) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Fills `bytes` from an offset. */
async function readWhole<Bytes extends Uint8Array>(
  file: OpenFile,
  path: string,
  offset: number,
  bytes: Bytes,
): Promise<Bytes> {
  const read = await fillAt(file, offset, bytes);
  if (read < bytes.length) {
    throw corrupt(path, offset, `${bytes.length} bytes`, `only ${read}: the file is cut short`);
  }
  return bytes;
}

function corrupt(file: string, offset: number, expected: string, found: string): SpillwayError {
  return new SpillwayError(
    'state-corrupt',
    `the run ${file} is damaged at byte ${offset}: expected ${expected}, found ${found}; start again with --fresh`,
    { file, offset, expected, found },
  );
}

function wrongChecksum(file: string, offset: number, expected: number, found: number): SpillwayError {
  return corrupt(file, offset, `checksum ${expected.toString(16)}`, found.toString(16));
}

function newerVersion(file: string, version: number): SpillwayError {
  const known = version > RUN_FORMAT_VERSION;
  return new SpillwayError(
    known ? 'newer-format' : 'state-corrupt',
    `the run ${file} has format version ${version}, this spillway reads ${RUN_FORMAT_VERSION}; ` +
      (known ? 'go on with the newer spillway, or start again with --fresh' : 'start again with --fresh'),
    { file, expected: RUN_FORMAT_VERSION, found: version },
  );
}
