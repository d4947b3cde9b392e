import { crc32 } from 'node:zlib';
import { fileSystem } from '../disk/file-system.js';
import type { OpenFile } from '../disk/open-file.js';
import { closeQuietly } from '../disk/transfer.js';
import { ioError } from '../errors.js';
import { MAX_BLOCK_BYTES } from '../kernel/partition-arena.js';
import type { RunContent } from '../records/run.js';
import type { UserOrder } from '../records/user-order.js';
import { damagedRun, otherRunVersion, wrongRunChecksum } from './damaged-run.js';
import { OpenRuns } from './open-runs.js';
import { openRun, readWhole, requireWhole } from './read-run.js';
import {
  BLOCK_HEAD_BYTES,
  BlockChecksums,
  decodeFooter,
  decodeHeader,
  decodeTrailer,
  HEADER_BYTES,
  type RunFooter,
  type RunKind,
  TRAILER_BYTES,
} from './run-format.js';
import { sliceOffsets } from './slice-offsets.js';

/** Where a block's records are in the bytes that were read. */
export interface ReadBlock {
  readonly start: number;
  readonly end: number;
}

type OnBlock = (partition: number, block: ReadBlock) => void;

/**
 * Reads a run, by partition and segment. Everything read is checked against its checksum and size; a mismatch fails with
 * `state-corrupt`, naming the file and the offset.
 */
export class RunFile {
  readonly path: string;
  readonly order: UserOrder;
  readonly content: RunContent;
  readonly footer: RunFooter;
  readonly #checksums: BlockChecksums;
  /** For each segment, partitions + 1 offsets: where its slices begin, and where the last one ends. */
  readonly #offsets: Float64Array;
  #file: OpenFile | undefined;
  #reads = 0;

  private constructor(
    path: string,
    file: OpenFile,
    kind: RunKind,
    header: Buffer,
    footer: RunFooter,
    end: number,
  ) {
    this.path = path;
    this.order = kind.order;
    this.content = kind.content;
    this.footer = footer;
    this.#file = file;
    this.#checksums = new BlockChecksums(header);
    this.#offsets = sliceOffsets(path, footer, end);
  }

  /** Reads the header and the footer of a run. Its file stays open. */
  static async open(path: string): Promise<RunFile> {
    let file: OpenFile | undefined;
    try {
      file = await openRun(path);
      const size = Number((await file.stat({ bigint: true })).size);
      const header = await readWhole(file, path, 0, Buffer.alloc(HEADER_BYTES));
      const head = decodeHeader(header);
      if (head === undefined) throw damagedRun(path, 0, 'the header of a run', 'something else');
      if ('version' in head) throw otherRunVersion(path, head.version);
      const trailerAt = Math.max(0, size - TRAILER_BYTES);
      const trailer = decodeTrailer(await readWhole(file, path, trailerAt, Buffer.alloc(TRAILER_BYTES)));
      if (trailer === undefined) throw damagedRun(path, trailerAt, 'the end of a run', 'something else');
      const footerAt = trailerAt - trailer.footerBytes;
      if (footerAt < HEADER_BYTES)
        throw damagedRun(path, trailerAt, 'a footer within the file', 'a longer one');
      const body = await readWhole(file, path, footerAt, Buffer.alloc(trailer.footerBytes));
      const checksum = crc32(body, crc32(header));
      if (checksum !== trailer.checksum) throw wrongRunChecksum(path, footerAt, trailer.checksum, checksum);
      const footer = decodeFooter(body);
      if (footer === undefined) throw damagedRun(path, footerAt, 'the footer of a run', 'something else');
      return new RunFile(path, file, head, header, footer, footerAt);
    } catch (error) {
      await closeQuietly(file);
      throw ioError('read the run', path, error);
    }
  }

  /** Like `open`, but closes the file again: for callers that need only the header and the footer. */
  static async inspect(path: string): Promise<RunFile> {
    const run = await RunFile.open(path);
    await run.close();
    return run;
  }

  /** Bytes of the slices of a segment, from partition `from` up to, but not including, `before`. */
  bytesOf(segment: number, from: number, before: number): number {
    return this.offsetOf(segment, before) - this.offsetOf(segment, from);
  }

  /**
   * Reads the slices of consecutive partitions of a segment. Calls `onBlock` for each block, partition by partition, once its
   * checksum is verified, with the place of its records in `bytes`.
   */
  async readSlices(
    segment: number,
    from: number,
    before: number,
    bytes: Uint8Array,
    onBlock: OnBlock,
  ): Promise<void> {
    const start = this.offsetOf(segment, from);
    await this.#read(start, bytes.subarray(0, this.bytesOf(segment, from, before)));
    this.#eachBlock(segment, from, before, bytes, onBlock);
  }

  /** Like `readSlices`, but returns only when it is done: for readers that cannot wait. */
  readSlicesNow(segment: number, from: number, before: number, bytes: Uint8Array, onBlock: OnBlock): void {
    const start = this.offsetOf(segment, from);
    const slices = bytes.subarray(0, this.bytesOf(segment, from, before));
    try {
      requireWhole(this.path, start, slices, fileSystem.readNow(this.path, slices, start));
    } catch (error) {
      throw ioError('read the run', this.path, error);
    }
    this.#eachBlock(segment, from, before, bytes, onBlock);
  }

  #eachBlock(segment: number, from: number, before: number, bytes: Uint8Array, onBlock: OnBlock): void {
    const start = this.offsetOf(segment, from);
    let at = 0;
    for (let partition = from; partition < before; partition++) {
      for (const end = this.offsetOf(segment, partition + 1) - start; at < end; ) {
        const block = this.#checkBlock(partition, start + at, bytes.subarray(at, end));
        onBlock(partition, { start: at + BLOCK_HEAD_BYTES, end: at + BLOCK_HEAD_BYTES + block });
        at += BLOCK_HEAD_BYTES + block;
      }
    }
  }

  /**
   * Reads the blocks of a slice one by one into `buffer`, which must hold any of them. Yields the records of each; they are
   * valid until the next one is requested. Of each `every` blocks, only the first is read.
   */
  async *blocks(
    segment: number,
    partition: number,
    buffer: Uint8Array,
    every = 1,
  ): AsyncGenerator<Uint8Array, void, void> {
    const end = this.offsetOf(segment, partition + 1);
    let passed = 0;
    for (let at = this.offsetOf(segment, partition); at < end; ) {
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

  /** Whether a read is under way. */
  get isRead(): boolean {
    return this.#reads > 0;
  }

  /** Closes the file; the next read opens it again. */
  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    openRuns.delete(this);
    await closeQuietly(file);
  }

  /** Where the slice of a partition begins. */
  offsetOf(segment: number, partition: number): number {
    return this.#offsets[segment * (this.footer.partitions + 1) + partition]!;
  }

  async #read(offset: number, bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return;
    this.#reads++;
    try {
      await openRuns.use(this);
      this.#file ??= await openRun(this.path);
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
      throw damagedRun(this.path, offset, `a block of ${most} bytes at most`, `${length}`);
    }
    const checksum = head.getUint32(4, true);
    const payload = bytes.subarray(BLOCK_HEAD_BYTES, BLOCK_HEAD_BYTES + length);
    const found = this.#checksums.of(partition, offset, payload);
    if (found !== checksum) throw wrongRunChecksum(this.path, offset, checksum, found);
    return length;
  }
}

/** Files that are open at once: a job may have thousands of runs, and a process 1,024 files. */
const MAX_OPEN = 128;

/** The runs of this thread whose files may be open. */
const openRuns = new OpenRuns(MAX_OPEN);
