import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { DurableWriter } from '../disk/durable-writer.js';
import type { SpillBuffer } from '../kernel/partition-arena.js';
import type { RunMeasure } from '../mapping/run-measures.js';
import type { RunContent } from '../records/run.js';
import type { UserOrder } from '../records/user-order.js';
import { BlockChecksums } from './block-checksums.js';
import { firstUserOf } from './first-user-of.js';
import { BLOCK_HEAD_BYTES, encodeFooter, encodeHeader, HEADER_BYTES, type IndexPlace } from './run-format.js';
import { UserIndexBuilder } from './user-index.js';

/** A run whose file is complete and, unless it is temporary, durable. */
export interface WrittenRun {
  readonly file: string;
  readonly bytes: number;
  readonly records: number;
  readonly rows: number;
}

export interface RunWriterOptions {
  readonly order: UserOrder;
  /** Default: rows. */
  readonly content?: RunContent | undefined;
  /** Where partitions meet; none where they are not ranges of users. */
  readonly splitters: readonly Uint8Array[];
  readonly partitions: number;
  /** It is not needed after a crash. */
  readonly temporary: boolean;
  /** What the values that events hold are for. Default: they hold none. */
  readonly measures?: readonly RunMeasure[] | undefined;
  /** The records of each slice are by user, so that an index tells where each is. Default: they are not. */
  readonly indexed?: boolean | undefined;
}

/**
 * Writes a run, segment by segment, to a file that appears under its name only when it is whole and, unless it is
 * temporary, durable. Errors: `io`, naming the file.
 */
export class RunWriter {
  readonly #file: string;
  readonly #writer: DurableWriter;
  readonly #options: RunWriterOptions;
  readonly #header: Buffer;
  readonly #checksums: BlockChecksums;
  readonly #index: UserIndexBuilder | undefined;
  /** Of each segment: for each partition bytes, records, rows. */
  readonly #segments: Float64Array[] = [];
  #offset = HEADER_BYTES;
  #largestBlock = 0;

  private constructor(file: string, writer: DurableWriter, options: RunWriterOptions) {
    this.#file = file;
    this.#writer = writer;
    this.#options = options;
    this.#header = encodeHeader(options, randomBytes(8));
    this.#checksums = new BlockChecksums(this.#header);
    this.#index = options.indexed === true ? new UserIndexBuilder() : undefined;
  }

  static async open(file: string, options: RunWriterOptions): Promise<RunWriter> {
    const writer = await DurableWriter.open(file, { sync: !options.temporary });
    const run = new RunWriter(file, writer, options);
    await run.#orAbort(() => writer.write(run.#header));
    return run;
  }

  /** Bytes written so far. */
  get bytes(): number {
    return this.#offset;
  }

  /**
   * Writes a segment. Resolves when its buffers are no longer needed. A buffer is written while the next one is made, so
   * each must stay unchanged until the one after the next is requested, and the last one until this resolves.
   */
  writeSegment(buffers: Iterable<SpillBuffer> | AsyncIterable<SpillBuffer>): Promise<void> {
    return this.#orAbort(async () => {
      const slices = new Float64Array(this.#options.partitions * 3);
      this.#segments.push(slices);
      let writing = Promise.resolve();
      for await (const buffer of buffers) {
        this.#describe(buffer, slices);
        await writing;
        writing = this.#writer.write(buffer.bytes);
        // The failure is reported where the write is awaited.
        writing.catch(() => {});
        this.#offset += buffer.bytes.length;
      }
      await writing;
    });
  }

  /** Resolves when the file has its name and is whole and, unless it is temporary, durable. */
  finish(): Promise<WrittenRun> {
    return this.#orAbort(async () => {
      const { partitions, splitters, measures } = this.#options;
      const segments = this.#segments.length;
      const slices = new Uint32Array(partitions * segments * 3);
      let [records, rows] = [0, 0];
      for (const [segment, counts] of this.#segments.entries()) {
        for (let partition = 0; partition < partitions; partition++) {
          slices.set(counts.subarray(partition * 3, partition * 3 + 3), (partition * segments + segment) * 3);
          records += counts[partition * 3 + 1]!;
          rows += counts[partition * 3 + 2]!;
        }
      }
      const largestBlock = this.#largestBlock;
      const index = await this.#writeIndex();
      const footer = {
        records,
        rows,
        largestBlock,
        partitions,
        segments,
        splitters,
        slices,
        index,
        measures,
      };
      await this.#writer.write(encodeFooter(footer, this.#header));
      return { file: this.#file, bytes: await this.#writer.finish(), records, rows };
    });
  }

  async #writeIndex(): Promise<IndexPlace | undefined> {
    if (this.#index === undefined) return undefined;
    const bytes = this.#index.encode();
    await this.#writer.write(bytes);
    return { bytes: bytes.length, checksum: crc32(bytes) };
  }

  /** Removes what was written, unless the file has its name. Never fails. */
  abort(): Promise<void> {
    return this.#writer.abort();
  }

  /** Writes the heads of a buffer's blocks, and counts them. */
  #describe({ bytes, blocks }: SpillBuffer, slices: Float64Array): void {
    const heads = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (const block of blocks) {
      const { partition, at } = block;
      const payload = bytes.subarray(at + BLOCK_HEAD_BYTES, at + BLOCK_HEAD_BYTES + block.bytes);
      this.#index?.add(this.#offset + at, firstUserOf(payload));
      heads.setUint32(at, block.bytes, true);
      heads.setUint32(at + 4, this.#checksums.of(partition, this.#offset + at, payload), true);
      slices[partition * 3]! += BLOCK_HEAD_BYTES + block.bytes;
      slices[partition * 3 + 1]! += block.records;
      slices[partition * 3 + 2]! += block.rows;
      this.#largestBlock = Math.max(this.#largestBlock, block.bytes);
    }
  }

  async #orAbort<T>(operation: () => Promise<T>): Promise<T> {
    try {
      return await operation();
    } catch (error) {
      await this.#writer.abort();
      throw error;
    }
  }
}
