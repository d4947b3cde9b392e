import { join } from 'node:path';
import type { Stop } from '../async/stop-flag.js';
import { SpillwayError } from '../errors.js';
import { align, giveKernel, type Kernel, reserveMemory, takeKernel } from '../kernel/kernel.js';
import { PAST_END_BYTES } from '../kernel/layout/partition.js';
import { BLOCK_HEAD_BYTES, type SpillBuffer } from '../kernel/partition-arena.js';
import type { RunFile } from '../runs/run-file.js';
import { mergedRunFileName } from '../runs/run-file-name.js';
import { type Interval, RunSet } from '../runs/run-set.js';
import { RunWriter, type WrittenRun } from '../runs/run-writer.js';
import { SegmentReader } from '../runs/segment-reader.js';
import { BlockBuffer } from './block-buffer.js';
import { stretchesOf } from './stretches-of-users.js';

// What an update has to compare is what kept runs hold of the users that newer runs are about. Interval by interval, the users of
// the newer runs are marked in a bitmap by their hashes, and the records of marked users are copied. Where a bit is shared by
// others, too much is copied, never too little. So memory is fixed, however many users there are.

/** Bits for the users of an interval. */
const MAP_BITS = 2 ** 20;
const MAP_BYTES = MAP_BITS / 8;
/** For reading ahead, in all runs together, and in one of them. */
const READ_BYTES = 2 ** 23;
const MAX_WINDOW = 2 ** 20;
const MIN_WINDOW = 2 ** 14;
/** At most this many users are looked for one by one: more are found sooner by reading everything. */
const MAX_SOUGHT = 256;
/** Finding one of them, with a read of its own, takes as long as reading this many bytes on. */
const BYTES_OF_SOUGHT = 2 ** 17;

export interface TouchedOptions {
  /** Files of kept runs, in source order. */
  readonly kept: readonly string[];
  /** Files of the runs whose users are sought. */
  readonly newer: readonly string[];
  readonly directory: string;
  readonly stop?: Stop | undefined;
}

/** Writes a temporary run of what kept runs hold of the users of newer ones, and maybe of some others. The caller removes it. */
export async function writeTouchedRun({ kept, newer, directory, stop }: TouchedOptions): Promise<WrittenRun> {
  const set = await RunSet.open([...kept, ...newer]);
  const { order, measures, intervals } = set;
  const splitters = intervals.slice(1).map(({ from }) => from!);
  const options = { order, measures, splitters, partitions: intervals.length, temporary: true };
  let copy: TouchedCopy | undefined;
  try {
    copy = new TouchedCopy(set, new Set(newer));
    const writer = await RunWriter.open(join(directory, mergedRunFileName()), options);
    await writer.writeSegment(copy.buffers(stop));
    return await writer.finish();
  } finally {
    copy?.close();
    await set.close();
  }
}

/** A run of the set, and a reader for each of its segments. */
interface OpenedRun {
  readonly run: RunFile;
  /** Its index in the set. */
  readonly place: number;
  readonly readers: readonly SegmentReader[];
}

/** Memory: bitmap | block of any length | a window for each segment of each run. */
class TouchedCopy {
  readonly #set: RunSet;
  readonly #kernel: Kernel;
  readonly #map: number;
  readonly #kept: readonly OpenedRun[];
  readonly #newer: readonly OpenedRun[];

  constructor(set: RunSet, newer: ReadonlySet<string>) {
    this.#set = set;
    this.#kernel = takeKernel(2 ** 20);
    const { exports, memory } = this.#kernel;
    exports.orderUsersNumerically(set.order === 'numeric');
    const segments = set.runs.reduce((sum, { footer }) => sum + footer.segments, 0);
    const windowBytes = Math.max(MIN_WINDOW, Math.min(MAX_WINDOW, Math.floor(READ_BYTES / segments)));
    this.#map = align(exports.heapBase());
    const large = align(this.#map + MAP_BYTES + PAST_END_BYTES);
    const largeEnd = large + BLOCK_HEAD_BYTES + set.largestBlock;
    const windows = align(largeEnd + PAST_END_BYTES);
    const step = align(windowBytes + PAST_END_BYTES);
    reserveMemory(memory, windows + segments * step);
    const bytes = new Uint8Array(memory.buffer);
    let at = windows - step;
    const opened = set.runs.map((run, place): OpenedRun => {
      const readers = Array.from({ length: run.footer.segments }, (_, segment) => {
        at += step;
        const window = bytes.subarray(at, at + windowBytes);
        return new SegmentReader(run, segment, { window, large: bytes.subarray(large, largeEnd) });
      });
      return { run, place, readers };
    });
    this.#kept = opened.filter(({ run }) => !newer.has(run.path));
    this.#newer = opened.filter(({ run }) => newer.has(run.path));
  }

  /** What is copied, for a run with a partition for each interval. */
  async *buffers(stop: Stop | undefined): AsyncGenerator<SpillBuffer, void, void> {
    const output = new BlockBuffer(this.#kernel);
    for (const [partition, interval] of this.#set.intervals.entries()) {
      if (stop?.aborted === true) throw new SpillwayError('aborted', 'stopped while seeking users');
      if (this.#bytesOf(this.#newer, interval) === 0) continue;
      const most = this.#bytesOf(this.#kept, interval) / BYTES_OF_SOUGHT;
      const users = await this.#mark(interval, Math.min(MAX_SOUGHT, most));
      for (const opened of this.#kept) {
        for await (const records of this.#marked(opened, interval, users))
          yield* output.add(partition, records);
      }
    }
    yield* output.rest();
  }

  close(): void {
    giveKernel(this.#kernel);
  }

  #bytesOf(runs: readonly OpenedRun[], { partitions }: Interval): number {
    let bytes = 0;
    for (const { run, place } of runs) {
      const [first, end] = partitions[place]!;
      for (let segment = 0; segment < run.footer.segments; segment++)
        bytes += run.bytesOf(segment, first, end);
    }
    return bytes;
  }

  /** Marks the users of the newer runs. Resolves to them if there are at most `most`. */
  async #mark({ partitions }: Interval, most: number): Promise<readonly Uint8Array[] | undefined> {
    const { exports, memory } = this.#kernel;
    new Uint8Array(memory.buffer, this.#map, MAP_BYTES).fill(0);
    const users = new Set<string>();
    for (const { readers, place } of this.#newer) {
      const [first, end] = partitions[place]!;
      for (const reader of readers) {
        for (let partition = first; partition < end; partition++) {
          for await (const blocks of reader.read(partition, reader.slice(partition))) {
            for (const records of blocks) {
              const from = records.byteOffset;
              const last = from + records.length;
              exports.markUsers(from, last, this.#map, MAP_BITS - 1);
              for (let at = from; at < last && users.size <= most; at = exports.blockEnd(at, last, 0)) {
                const text = exports.userOfRecord(at);
                const length = exports.userLengthOfRecord(at);
                users.add(Buffer.from(memory.buffer, text, length).toString('latin1'));
              }
            }
          }
        }
      }
    }
    if (users.size > most) return undefined;
    return [...users].map((text) => Buffer.from(text, 'latin1'));
  }

  /** The records of marked users in an interval of a kept run, in source order. They are valid until the next ones are requested. */
  async *#marked(
    { run, place, readers }: OpenedRun,
    { partitions }: Interval,
    users: readonly Uint8Array[] | undefined,
  ): AsyncGenerator<Uint8Array, void, void> {
    const { exports, memory } = this.#kernel;
    const [first, end] = partitions[place]!;
    for (const reader of readers) {
      for (let partition = first; partition < end; partition++) {
        const slice = reader.slice(partition);
        if (slice.start === slice.end) continue;
        const index = users === undefined ? undefined : await run.userIndex();
        const stretches = index === undefined ? [slice] : stretchesOf(users!, slice, index);
        for (const stretch of stretches) {
          for await (const blocks of reader.read(partition, stretch)) {
            for (const records of blocks) {
              const from = records.byteOffset;
              const left = exports.keepMarked(from, from + records.length, this.#map, MAP_BITS - 1);
              if (left > from) yield new Uint8Array(memory.buffer, from, left - from);
            }
          }
        }
      }
    }
  }
}
