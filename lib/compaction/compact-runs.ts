import { join } from 'node:path';
import { align } from '../kernel/kernel.js';
import { PAST_END_BYTES } from '../kernel/layout/partition.js';
import type { SpillBuffer, SpilledBlock } from '../kernel/partition-arena.js';
import { BLOCK_HEAD_BYTES } from '../kernel/partition-arena.js';
import { Folder, RECORD_SHARE } from '../runs/folder.js';
import { runFileName } from '../runs/run-file-name.js';
import { type Interval, RunSet } from '../runs/run-set.js';
import { RunWriter, type WrittenRun } from '../runs/run-writer.js';
import { cutAnew, MAX_SPLITTER_BYTES } from './cut-anew.js';

// Joins adjacent runs of kept work into one. Of the rows of a user those stay that count: the latest of each attribute, also
// if it is null, and the first copy of each event. Those of a user stand together, in source order.

/** Shares of the workspace: for records, and as much again for them by user; the rest is for grouping them. */
const LOAD_SHARE = 1 / 4;
/** If thinning leaves more than this share, what is there is written before more is read. */
const WORTH_WAITING = 2 / 3;
const BUFFER_BYTES = 2 ** 18;
/** A look-up reads a block or two; shorter ones would cost more to check when all are read. */
const BLOCK_BYTES = 2 ** 14;

export interface CompactOptions {
  readonly directory: string;
  readonly memory: number;
  /** Whether these are all runs, so that partitions may be cut anew. */
  readonly all: boolean;
  readonly position: number;
}

/** Writes the run that holds what these runs, given in source order, come to. It is durable when this resolves. */
export async function compactRuns(files: readonly string[], options: CompactOptions): Promise<WrittenRun> {
  const { directory, memory, all, position } = options;
  const set = await RunSet.open(files);
  const { order, largestBlock, measures } = set;
  const folder = new Folder({ order, memory, largestBlock, longestBounds: MAX_SPLITTER_BYTES });
  try {
    const cuts = set.intervals.slice(1).map(({ from }) => from!);
    const splitters = all ? await cutAnew(set, folder, cuts) : cuts;
    const partitions = splitters.length + 1;
    const file = join(directory, runFileName(position));
    const writer = await RunWriter.open(file, {
      order,
      splitters,
      partitions,
      measures,
      temporary: false,
      indexed: true,
    });
    const compaction = new Compaction(set, folder, splitters);
    while (!compaction.done) await writer.writeSegment(compaction.segment());
    return await writer.finish();
  } finally {
    folder.close();
    await set.close();
  }
}

/** The records of a load are whole users, unless these are too many: then the rest of them is a segment of its own. */
class Compaction {
  readonly #set: RunSet;
  readonly #folder: Folder;
  readonly #splitters: readonly Uint8Array[];
  readonly #loads: AsyncGenerator<{ readonly end: number; readonly continues: boolean }, void, void>;
  #done = false;

  constructor(set: RunSet, folder: Folder, splitters: readonly Uint8Array[]) {
    this.#set = set;
    this.#folder = folder;
    this.#splitters = splitters;
    this.#loads = this.#read();
  }

  get done(): boolean {
    return this.#done;
  }

  async *segment(): AsyncGenerator<SpillBuffer, void, void> {
    let partition = 0;
    for (;;) {
      const { value: load } = await this.#loads.next();
      if (load === undefined) {
        this.#done = true;
        return;
      }
      partition = yield* this.#write(load.end, partition);
      if (load.continues) return;
    }
  }

  get #room(): number {
    return Math.floor((this.#folder.end - this.#folder.start) * LOAD_SHARE);
  }

  /** Reads and thins the records of the runs, interval by interval. `continues`: users of this load have more records. */
  async *#read(): AsyncGenerator<{ readonly end: number; readonly continues: boolean }, void, void> {
    const { start, largestBlock, kernel } = this.#folder;
    const { exports } = kernel;
    let end = start;
    let records = 0;
    const fits = (interval: Interval): boolean =>
      end + interval.bytes + largestBlock <= start + this.#room &&
      (records + interval.records) * RECORD_SHARE <= 2 * this.#room;
    for (const interval of this.#set.intervals) {
      if (interval.bytes === 0) continue;
      if (end > start && !fits(interval)) {
        yield { end, continues: false };
        [end, records] = [start, 0];
      }
      const whole = fits(interval);
      for await (const block of this.#blocksOf(interval)) {
        const first = block.byteOffset;
        const bytes = block.length;
        const count = whole ? 0 : exports.countRecords(first, first + bytes);
        const room = (share: number): boolean =>
          end + bytes <= start + this.#room * share &&
          (records + count) * RECORD_SHARE <= 2 * this.#room * share;
        if (!whole && !room(1)) {
          end = this.#thin(end);
          records = exports.countRecords(start, end);
          if (!room(WORTH_WAITING) && end > start) {
            // The records by user take the place of this block.
            const waiting = block.slice();
            yield { end, continues: true };
            [end, records] = [start, 0];
            block.set(waiting);
          }
        }
        this.#folder.bytes.copyWithin(end, first, first + bytes);
        end += bytes;
        records += count;
      }
      if (whole) records += interval.records;
    }
    if (end > start) yield { end, continues: false };
  }

  /** Blocks are read to the space for the records by user, which is free until then, also while records are thinned. */
  async *#blocksOf({ partitions }: Interval): AsyncGenerator<Uint8Array, void, void> {
    const at = align(this.#folder.start + this.#room + PAST_END_BYTES);
    const buffer = this.#folder.bytes.subarray(at, at + BLOCK_HEAD_BYTES + this.#folder.largestBlock);
    for (const [index, run] of this.#set.runs.entries()) {
      const [first, end] = partitions[index]!;
      for (let segment = 0; segment < run.footer.segments; segment++) {
        for (let partition = first; partition < end; partition++) {
          yield* run.blocks(segment, partition, buffer);
        }
      }
    }
  }

  #thin(end: number): number {
    return this.#folder.thin({ start: this.#folder.start, end }, this.#folder.start + 2 * this.#room);
  }

  /** Writes a load by user, in blocks that end where partitions do. Returns the partition that it ends in. */
  *#write(loaded: number, first: number): Generator<SpillBuffer, number, void> {
    const { exports } = this.#folder.kernel;
    const { start } = this.#folder;
    const left = this.#thin(loaded);
    const to = align(start + this.#room + PAST_END_BYTES);
    const workspace = align(start + 2 * this.#room + 2 * PAST_END_BYTES);
    const count = exports.countRecords(start, left);
    const end = exports.arrangeByUser(start, left, count, to, workspace, this.#folder.end);
    if (end === 0) throw new Error('the records of a load cannot be grouped');
    let partition = first;
    let buffer = newBuffer();
    for (let at = to; at < end; ) {
      const stop = this.#endOf(partition, at, end, workspace);
      if (stop === at) {
        partition++;
        continue;
      }
      const blockEnd = exports.blockEnd(at, stop, BLOCK_BYTES);
      const bytes = blockEnd - at;
      if (buffer.used > 0 && buffer.used + BLOCK_HEAD_BYTES + bytes > buffer.bytes.length) {
        yield full(buffer);
        buffer = newBuffer();
      }
      if (BLOCK_HEAD_BYTES + bytes > buffer.bytes.length) buffer = newBuffer(BLOCK_HEAD_BYTES + bytes);
      buffer.bytes.set(this.#folder.bytes.subarray(at, blockEnd), buffer.used + BLOCK_HEAD_BYTES);
      const counts = { records: exports.blockRecords(), rows: exports.blockRows() };
      buffer.blocks.push({ partition, at: buffer.used, bytes, ...counts });
      buffer.used += BLOCK_HEAD_BYTES + bytes;
      at = blockEnd;
    }
    if (buffer.used > 0) yield full(buffer);
    return partition;
  }

  /** Where the records of a partition end. */
  #endOf(partition: number, from: number, end: number, scratch: number): number {
    const splitter = this.#splitters[partition];
    if (splitter === undefined) return end;
    this.#folder.bytes.set(splitter, scratch);
    return this.#folder.kernel.exports.endOfUsersBefore(from, end, scratch, splitter.length);
  }
}

interface OpenBuffer {
  readonly bytes: Uint8Array;
  readonly blocks: SpilledBlock[];
  used: number;
}

function newBuffer(bytes = BUFFER_BYTES): OpenBuffer {
  return { bytes: Buffer.allocUnsafeSlow(bytes), blocks: [], used: 0 };
}

function full({ bytes, blocks, used }: OpenBuffer): SpillBuffer {
  return { bytes: bytes.subarray(0, used), blocks };
}
