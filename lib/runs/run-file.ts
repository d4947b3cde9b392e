import { crc32 } from 'node:zlib';
import { fileSystem } from '../disk/file-system.js';
import type { OpenFile } from '../disk/open-file.js';
import { closeQuietly } from '../disk/transfer.js';
import { ioError } from '../errors.js';
import { MAX_BLOCK_BYTES } from '../kernel/partition-arena.js';
import type { RunContent } from '../records/run.js';
import type { UserOrder } from '../records/user-order.js';
import { BlockChecksums } from './block-checksums.js';
import { damagedRun, wrongRunChecksum } from './damaged-run.js';
import { OpenRuns } from './open-runs.js';
import { readEnds } from './read-ends.js';
import { openRun, readWhole, requireWhole } from './read-run.js';
import { BLOCK_HEAD_BYTES, HEADER_BYTES, type RunFooter, type RunKind } from './run-format.js';
import { sliceOffsets } from './slice-offsets.js';
import { UserIndex } from './user-index.js';

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
  #index: UserIndex | undefined;
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
    this.#offsets = sliceOffsets(path, footer, end - (footer.index?.bytes ?? 0));
  }

  /** Reads the header and the footer of a run. Its file stays open. */
  static async open(path: string): Promise<RunFile> {
    let file: OpenFile | undefined;
    try {
      file = await openRun(path);
      const { kind, header, footer, footerAt } = await readEnds(file, path);
      return new RunFile(path, file, kind, header, footer, footerAt);
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
      const end = this.offsetOf(segment, partition + 1) - start;
      this.#eachBlockOf(partition, start, bytes, [at, end], onBlock);
      at = end;
    }
  }

  /** `bytes` begin at `start` in the file. */
  #eachBlockOf(
    partition: number,
    start: number,
    bytes: Uint8Array,
    [from, end]: readonly [number, number],
    onBlock: OnBlock,
  ): void {
    for (let at = from; at < end; ) {
      const block = this.#checkBlock(partition, start + at, bytes.subarray(at, end));
      onBlock(partition, { start: at + BLOCK_HEAD_BYTES, end: at + BLOCK_HEAD_BYTES + block });
      at += BLOCK_HEAD_BYTES + block;
    }
  }

  /** Reads any bytes of its slices, which are not checked before `checkBlocks`. */
  read(offset: number, bytes: Uint8Array): Promise<void> {
    return this.#read(offset, bytes);
  }

  /** Like `readSlices`, of whole blocks of one partition that were read already, from an offset in the file on. */
  checkBlocks(partition: number, offset: number, bytes: Uint8Array, onBlock: OnBlock): void {
    this.#eachBlockOf(partition, offset, bytes, [0, bytes.length], onBlock);
  }

  /** Its index, which is read once; undefined if it has none. */
  async userIndex(): Promise<UserIndex | undefined> {
    const place = this.footer.index;
    if (place === undefined || this.#index !== undefined) return this.#index;
    const { segments, partitions } = this.footer;
    const start = segments === 0 ? HEADER_BYTES : this.offsetOf(segments - 1, partitions);
    const bytes = Buffer.alloc(place.bytes);
    await this.#read(start, bytes);
    const checksum = crc32(bytes);
    if (checksum !== place.checksum) throw wrongRunChecksum(this.path, start, place.checksum, checksum);
    this.#index = UserIndex.decode(bytes, this.order);
    if (this.#index === undefined) throw damagedRun(this.path, start, 'an index of users', 'something else');
    return this.#index;
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
