import type { RunFile } from './run-file.js';
import { BLOCK_HEAD_BYTES } from './run-format.js';
import type { FileStretch } from './user-index.js';

/** Memory for reading. What is read may be changed there. */
export interface ReadBuffers {
  /** For blocks of usual length; several are read at once where stretches follow each other. */
  readonly window: Uint8Array;
  /** For a block that is longer than the window. It holds only while its blocks are taken, so readers may share it. */
  readonly large: Uint8Array;
}

/** To read on over this many bytes takes as long as another read. */
const NEAR_BYTES = 2 ** 17;

/** Reads stretches of a segment of a run, which ascend and do not overlap. */
export class SegmentReader {
  readonly #run: RunFile;
  readonly #segment: number;
  readonly #buffers: ReadBuffers;
  /** Where the content of the window is in the file. */
  #start = 0;
  #end = 0;
  #ahead = 0;

  constructor(run: RunFile, segment: number, buffers: ReadBuffers) {
    this.#run = run;
    this.#segment = segment;
    this.#buffers = buffers;
  }

  /** The slice of a partition. */
  slice(partition: number): FileStretch {
    const start = this.#run.offsetOf(this.#segment, partition);
    return { start, end: this.#run.offsetOf(this.#segment, partition + 1) };
  }

  /** Whole blocks of a partition: the records of each, of some blocks at a time, which are valid until the next ones are requested. */
  async *read(partition: number, { start, end }: FileStretch): AsyncGenerator<Uint8Array[], void, void> {
    for (let at = start; at < end; ) {
      const whole = this.#wholeBlocks(at, end);
      if (whole > at) {
        yield this.#check(partition, at, this.#view(at, whole));
        at = whole;
      } else if (at === this.#start && this.#end > at && this.#hasAllOf(end)) {
        const large = await this.#readLarge(at, end);
        yield this.#check(partition, at, large);
        at += large.length;
      } else await this.#fill(at, end);
    }
  }

  /** Whether the window holds all that it can of what is before `end`. */
  #hasAllOf(end: number): boolean {
    return this.#end >= end || this.#end - this.#start === this.#buffers.window.length;
  }

  #view(from: number, end: number): Uint8Array {
    return this.#buffers.window.subarray(from - this.#start, end - this.#start);
  }

  /** Where the last block ends that is whole in the window, of those from `at` on and before `end`. */
  #wholeBlocks(at: number, end: number): number {
    if (at < this.#start) return at;
    const last = Math.min(end, this.#end);
    while (at + BLOCK_HEAD_BYTES <= last) {
      const next = at + BLOCK_HEAD_BYTES + lengthIn(this.#view(at, last));
      if (next > last) break;
      at = next;
    }
    return at;
  }

  /** More than what is asked for is read if it follows what was read last, or nearly so. */
  async #fill(at: number, end: number): Promise<void> {
    const { window } = this.#buffers;
    const follows = at >= this.#start && at <= this.#end + NEAR_BYTES;
    this.#ahead = follows ? Math.min(window.length, Math.max(2 * this.#ahead, end - at)) : end - at;
    const segmentEnd = this.#run.offsetOf(this.#segment, this.#run.footer.partitions);
    const length = Math.min(this.#ahead, window.length, segmentEnd - at);
    [this.#start, this.#end] = [at, at];
    await this.#run.read(at, window.subarray(0, length));
    this.#end = at + length;
  }

  /** A block that the window does not hold, with its head. */
  async #readLarge(at: number, end: number): Promise<Uint8Array> {
    const { large } = this.#buffers;
    const length = BLOCK_HEAD_BYTES + lengthIn(this.#view(at, this.#end));
    const bytes = large.subarray(0, Math.min(length, end - at, large.length));
    await this.#run.read(at, bytes);
    return bytes;
  }

  #check(partition: number, at: number, bytes: Uint8Array): Uint8Array[] {
    const blocks: Uint8Array[] = [];
    this.#run.checkBlocks(partition, at, bytes, (_, { start, end }) =>
      blocks.push(bytes.subarray(start, end)),
    );
    return blocks;
  }
}

function lengthIn(bytes: Uint8Array): number {
  if (bytes.length < BLOCK_HEAD_BYTES) return 0;
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
}
