import { constants } from 'node:fs';
import { crc32 } from 'node:zlib';
import { fileSystem } from '../disk/file-system.js';
import type { OpenFile } from '../disk/open-file.js';
import { closeQuietly, fillAt } from '../disk/transfer.js';
import { ioError, SpillwayError } from '../errors.js';
import { MAX_BLOCK_BYTES } from '../kernel/partition-arena.js';
import type { UserOrder } from '../records/user-order.js';
import {
  BLOCK_HEAD_BYTES,
  BlockChecksums,
  decodeFooter,
  decodeHeader,
  decodeTrailer,
  HEADER_BYTES,
  RUN_FORMAT_VERSION,
  type RunFooter,
  sliceCounts,
  TRAILER_BYTES,
} from './run-format.js';

/** Where a block's records are, in what was read. */
export interface ReadBlock {
  readonly start: number;
  readonly end: number;
}

/**
 * A run that is read, by partition and segment. Everything read is checked against its checksum and size; what does not
 * agree is `state-corrupt`, naming the file and the offset.
 */
export class RunFile {
  readonly path: string;
  readonly order: UserOrder;
  readonly footer: RunFooter;
  readonly #checksums: BlockChecksums;
  /** Where the slices of each segment begin, and the last one ends: partitions + 1 offsets a segment. */
  readonly #offsets: Float64Array;
  #file: OpenFile | undefined;
  #reads = 0;

  private constructor(
    path: string,
    file: OpenFile,
    order: UserOrder,
    header: Buffer,
    footer: RunFooter,
    end: number,
  ) {
    this.path = path;
    this.order = order;
    this.footer = footer;
    this.#file = file;
    this.#checksums = new BlockChecksums(header);
    this.#offsets = offsetsOf(path, footer, end);
  }

  /** Reads what a run says of itself. It stays open. */
  static async open(path: string): Promise<RunFile> {
    let file: OpenFile | undefined;
    try {
      file = await openFile(path);
      const size = Number((await file.stat({ bigint: true })).size);
      const header = await readWhole(file, path, 0, Buffer.alloc(HEADER_BYTES));
      const head = decodeHeader(header);
      if (head === undefined) throw corrupt(path, 0, 'the header of a run', 'something else');
      if ('version' in head) throw otherVersion(path, head.version);
      const trailerAt = Math.max(0, size - TRAILER_BYTES);
      const trailer = decodeTrailer(await readWhole(file, path, trailerAt, Buffer.alloc(TRAILER_BYTES)));
      if (trailer === undefined) throw corrupt(path, trailerAt, 'the end of a run', 'something else');
      const footerAt = trailerAt - trailer.footerBytes;
      if (footerAt < HEADER_BYTES) throw corrupt(path, trailerAt, 'a footer within the file', 'a longer one');
      const body = await readWhole(file, path, footerAt, Buffer.alloc(trailer.footerBytes));
      const checksum = crc32(body, crc32(header));
      if (checksum !== trailer.checksum) throw wrongChecksum(path, footerAt, trailer.checksum, checksum);
      const footer = decodeFooter(body);
      if (footer === undefined) throw corrupt(path, footerAt, 'the footer of a run', 'something else');
      return new RunFile(path, file, head.order, header, footer, footerAt);
    } catch (error) {
      await closeQuietly(file);
      throw ioError('read the run', path, error);
    }
  }

  /** One that is closed again, for what it tells of the run. */
  static async inspect(path: string): Promise<RunFile> {
    const run = await RunFile.open(path);
    await run.close();
    return run;
  }

  /** Bytes that the slices of some partitions take in a segment, from one up to, but not with, another. */
  bytesOf(segment: number, from: number, before: number): number {
    return this.#offset(segment, before) - this.#offset(segment, from);
  }

  /**
   * Reads the slices of some partitions of a segment, which stand one behind the other. `onBlock` is told where in `bytes` the
   * records of each block stand, partition by partition, when they have been found right.
   */
  async readSlices(
    segment: number,
    from: number,
    before: number,
    bytes: Uint8Array,
    onBlock: (partition: number, block: ReadBlock) => void,
  ): Promise<void> {
    const start = this.#offset(segment, from);
    await this.#read(start, bytes.subarray(0, this.bytesOf(segment, from, before)));
    let at = 0;
    for (let partition = from; partition < before; partition++) {
      for (const end = this.#offset(segment, partition + 1) - start; at < end; ) {
        const block = this.#checkBlock(partition, start + at, bytes.subarray(at, end));
        onBlock(partition, { start: at + BLOCK_HEAD_BYTES, end: at + BLOCK_HEAD_BYTES + block });
        at += BLOCK_HEAD_BYTES + block;
      }
    }
  }

  /**
   * Reads the blocks of a slice one by one to `buffer`, which must hold any: yields the records of each, until the next. With
   * `every` one in so many is read, and the rest passed over.
   */
  async *blocks(
    segment: number,
    partition: number,
    buffer: Uint8Array,
    every = 1,
  ): AsyncGenerator<Uint8Array, void, void> {
    const end = this.#offset(segment, partition + 1);
    let passed = 0;
    for (let at = this.#offset(segment, partition); at < end; ) {
      if (passed++ % every !== 0) {
        const head = buffer.subarray(0, BLOCK_HEAD_BYTES);
        await this.#read(at, head);
        at += BLOCK_HEAD_BYTES + new DataView(head.buffer, head.byteOffset).getUint32(0, true);
        continue;
      }
      // Nearly all blocks are at most this long, and many about as long.
      const begun = Math.min(end - at, BLOCK_HEAD_BYTES + MAX_BLOCK_BYTES, buffer.length);
      await this.#read(at, buffer.subarray(0, begun));
      const length = BLOCK_HEAD_BYTES + new DataView(buffer.buffer, buffer.byteOffset).getUint32(0, true);
      const whole = Math.min(end - at, length, buffer.length);
      if (whole > begun) await this.#read(at + begun, buffer.subarray(begun, whole));
      const block = this.#checkBlock(partition, at, buffer.subarray(0, Math.max(begun, whole)));
      yield buffer.subarray(BLOCK_HEAD_BYTES, BLOCK_HEAD_BYTES + block);
      at += BLOCK_HEAD_BYTES + block;
    }
  }

  /** Whether it is being read just now. */
  get isRead(): boolean {
    return this.#reads > 0;
  }

  /** Lets go of its file, which the next read opens again. */
  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    recentlyRead.delete(this);
    await closeQuietly(file);
  }

  #offset(segment: number, partition: number): number {
    return this.#offsets[segment * (this.footer.partitions + 1) + partition]!;
  }

  async #read(offset: number, bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return;
    this.#reads++;
    try {
      recentlyRead.delete(this);
      recentlyRead.add(this);
      if (recentlyRead.size > MAX_OPEN) await closeOldest();
      this.#file ??= await openFile(this.path);
      await readWhole(this.#file, this.path, offset, bytes);
    } catch (error) {
      throw ioError('read the run', this.path, error);
    } finally {
      this.#reads--;
    }
  }

  /** Checks the block that `bytes` begin with. Returns the bytes of its records. */
  #checkBlock(partition: number, offset: number, bytes: Uint8Array): number {
    const head = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const length = bytes.length < BLOCK_HEAD_BYTES ? 0 : head.getUint32(0, true);
    if (length === 0 || length > Math.min(this.footer.largestBlock, bytes.length - BLOCK_HEAD_BYTES)) {
      const most = Math.min(this.footer.largestBlock, bytes.length - BLOCK_HEAD_BYTES);
      throw corrupt(this.path, offset, `a block of ${most} bytes at most`, `${length}`);
    }
    const checksum = head.getUint32(4, true);
    const payload = bytes.subarray(BLOCK_HEAD_BYTES, BLOCK_HEAD_BYTES + length);
    const found = this.#checksums.of(partition, offset, payload);
    if (found !== checksum) throw wrongChecksum(this.path, offset, checksum, found);
    return length;
  }
}

/** Files that are held open at once: a job may have thousands of runs, and a process 1,024 files. */
const MAX_OPEN = 128;

/** Runs of this thread whose files may be open, the one that was read last at the end. */
const recentlyRead = new Set<RunFile>();

async function closeOldest(): Promise<void> {
  for (const run of recentlyRead) if (!run.isRead) return run.close();
}

function openFile(path: string): Promise<OpenFile> {
  return fileSystem.open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
}

function offsetsOf(path: string, footer: RunFooter, end: number): Float64Array {
  const { partitions, segments } = footer;
  const offsets = new Float64Array(segments * (partitions + 1));
  let offset = HEADER_BYTES;
  for (let segment = 0; segment < segments; segment++) {
    for (let partition = 0; partition <= partitions; partition++) {
      offsets[segment * (partitions + 1) + partition] = offset;
      if (partition < partitions) offset += sliceCounts(footer, partition, segment).bytes;
    }
  }
  if (offset !== end) throw corrupt(path, end, `slices that end at byte ${end}`, `an end at ${offset}`);
  return offsets;
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

function otherVersion(file: string, version: number): SpillwayError {
  const newer = version > RUN_FORMAT_VERSION;
  const [writer, way] = newer
    ? ['a newer', 'resume with the newer one']
    : ['an older', 'resume with the older one'];
  return new SpillwayError(
    newer ? 'newer-format' : 'state-corrupt',
    `the run ${file} was written by ${writer} spillway (format ${version}, this one reads ${RUN_FORMAT_VERSION}); ` +
      `${way}, or start again with --fresh`,
    { file, expected: RUN_FORMAT_VERSION, found: version },
  );
}
