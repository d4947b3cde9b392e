import { align } from '../kernel/kernel.js';
import { PAST_END_BYTES } from '../kernel/layout/partition.js';
import { KEYS_BY_EVENT, KEYS_BY_TIME } from '../kernel/layout/timeline.js';
import type { RunContent } from '../records/run.js';
import type { UserOrder } from '../records/user-order.js';
import type { UserRange } from '../records/user-range.js';
import {
  chooseSplitters,
  keep,
  piecesOf,
  type Slice,
  sampleEnd,
  slicesFit,
  slicesOf,
} from '../runs/distribute.js';
import { type Distributed, Distribution, removeRun } from '../runs/distribution.js';
import { type Folder, LOAD_SHARE } from '../runs/folder.js';
import type { RunFile } from '../runs/run-file.js';
import { BLOCK_HEAD_BYTES } from '../runs/run-format.js';
import { TIMELINE_SHARE } from './activity-chunks.js';

// For a partition of users that does not fit into memory. Its records are distributed by user and time, as often as needed, until
// each part fits; parts ascend, so that a user continues from one to the next. That leaves records of one user and one time, in
// source order, that do not fit: ten million events without a timestamp. Their times are replaced by numbers, in source
// order. They are distributed by event, so that copies meet, and what is left is distributed by number again.

/** Records that fit into memory, in source order. */
export interface Part {
  readonly slices: readonly Slice[];
  /** The timestamp of all of them (NaN: none), where numbers stand in place of times. Undefined: each has its own. */
  readonly time: number | undefined;
}

/** Records of a range of keys, in source order. */
interface Large {
  readonly slices: readonly Slice[];
  readonly users: UserRange;
  readonly oneKey: boolean;
}

/** If this many passes do not split the keys, the workspace is too small for them. */
const MAX_DEPTH = 6;
/** Bytes of an item, by which copies are found. */
const ITEM_BYTES = 16;

/** Cuts records into parts that fit, and keeps them in temporary runs until it is closed. */
export class Spread {
  readonly #folder: Folder;
  readonly #directory: string;
  readonly #content: RunContent;
  readonly #runs = new Set<RunFile>();

  constructor(folder: Folder, directory: string, content: RunContent) {
    this.#folder = folder;
    this.#directory = directory;
    this.#content = content;
  }

  /** Parts in order, of the records of some users in slices of one partition. */
  async parts(slices: readonly Slice[], users: UserRange): Promise<Part[]> {
    const parts: Part[] = [];
    for await (const leaf of this.#leaves({ slices, users, oneKey: false }, KEYS_BY_TIME)) {
      if (!leaf.oneKey || this.#fits(leaf)) parts.push({ slices: leaf.slices, time: undefined });
      else parts.push(...(await this.#partsOfOneTime(leaf)));
    }
    return parts;
  }

  /** Removes the temporary runs. */
  async close(): Promise<void> {
    for (const run of this.#runs) await this.#remove(run);
  }

  /** The parts of some records that fit, or have one key, ascending. Runs from which none is taken are removed at once. */
  async *#leaves(large: Large, by: number, depth = 0): AsyncGenerator<Large, void, void> {
    if (depth > 0 && (large.oneKey || this.#fits(large))) {
      yield large;
      return;
    }
    if (depth > 0 && depth % MAX_DEPTH === 0) this.#folder.grow();
    const distributed = await this.#distribute(large, by);
    const { run } = distributed;
    let used = false;
    for (const partition of partitionsOf(distributed)) {
      for await (const leaf of this.#leaves(partition, by, depth + 1)) {
        used ||= leaf.slices[0]?.run === run;
        yield leaf;
      }
    }
    if (!used) await this.#remove(run);
  }

  #fits({ slices }: Pick<Large, 'slices'>): boolean {
    return slicesFit(slices, this.#folder, TIMELINE_SHARE);
  }

  /** Parts of records of one user and one time that do not fit. */
  async #partsOfOneTime(large: Large): Promise<Part[]> {
    const time = await this.#timeOf(large.slices[0]!);
    const numbered = await this.#distribute(large, KEYS_BY_EVENT, true);
    const events: Large[] = [];
    for (const leaf of partitionsOf(numbered)) {
      if (leaf.oneKey || this.#fits(leaf)) events.push(leaf);
      else for await (const inner of this.#leaves(leaf, KEYS_BY_EVENT)) events.push(inner);
    }
    const firsts = await this.#distributeFirsts(events);
    for (const run of new Set([
      numbered.run,
      ...events.flatMap(({ slices }) => slices.map((each) => each.run)),
    ]))
      await this.#remove(run);
    const parts: Part[] = [];
    for (const leaf of partitionsOf(firsts)) {
      if (this.#fits(leaf)) parts.push({ slices: leaf.slices, time });
      else
        for await (const inner of this.#leaves(leaf, KEYS_BY_TIME))
          parts.push({ slices: inner.slices, time });
    }
    return parts;
  }

  async #timeOf({ run, segment, partition }: Slice): Promise<number> {
    const { kernel, bytes, start, largestBlock } = this.#folder;
    const buffer = bytes.subarray(start, start + BLOCK_HEAD_BYTES + largestBlock);
    for await (const records of run.blocks(segment, partition, buffer))
      return kernel.exports.timelineTime(records.byteOffset);
    return Number.NaN;
  }

  /** Distributes records by time or by event. `numbered`: numbers, in source order, replace their times. */
  async #distribute(large: Large, by: number, numbered = false): Promise<Distributed> {
    const { exports } = this.#folder.kernel;
    const splitters = await this.#sample(large, by);
    const block = sampleEnd(this.#folder);
    const arena = align(block + BLOCK_HEAD_BYTES + this.#folder.largestBlock + PAST_END_BYTES);
    return this.#distributeInto(splitters, arena, large.slices[0]!.run.order, async (distribution) => {
      let number = 0;
      for await (const records of piecesOf(this.#folder, large.slices, block)) {
        const kept = keep(this.#folder, records, large.users);
        if (numbered) number = exports.numberTimelines(records.start, kept, number);
        await distribution.take(records.start, kept);
      }
    });
  }

  /** Distributes, by their numbers, records that were numbered and distributed by event, without copies. */
  async #distributeFirsts(events: readonly Large[]): Promise<Distributed> {
    const slices = events.flatMap((large) => large.slices);
    const splitters = await this.#sample({ slices, users: {} }, KEYS_BY_TIME);
    const { kernel, bytes, start, end, largestBlock } = this.#folder;
    const load = sampleEnd(this.#folder);
    const block = align(load + (end - start) * LOAD_SHARE + PAST_END_BYTES);
    const items = align(block + BLOCK_HEAD_BYTES + largestBlock + PAST_END_BYTES);
    const arena = align(items + (((end - start) * (1 - LOAD_SHARE)) / TIMELINE_SHARE) * ITEM_BYTES);
    return this.#distributeInto(splitters, arena, slices[0]!.run.order, async (distribution) => {
      for (const large of events) {
        if (!this.#fits(large)) {
          await this.#takeFirst(large, block, distribution);
          continue;
        }
        let loaded = load;
        for await (const records of piecesOf(this.#folder, large.slices, block)) {
          bytes.copyWithin(loaded, records.start, records.end);
          loaded += records.end - records.start;
        }
        await distribution.take(load, kernel.exports.dropCopies(load, loaded, items));
      }
    });
  }

  /** Of records that are all copies of one event the first; what is no event has no copies. */
  async #takeFirst({ slices }: Large, block: number, distribution: Distribution): Promise<void> {
    const { exports } = this.#folder.kernel;
    for await (const { start, end } of piecesOf(this.#folder, slices, block)) {
      if (exports.isEventOfTimeline(start) === 0) await distribution.take(start, end);
      else return distribution.take(start, exports.behindRecord(start));
    }
  }

  async #distributeInto(
    splitters: number,
    arena: number,
    order: UserOrder,
    fill: (distribution: Distribution) => Promise<void>,
  ): Promise<Distributed> {
    const place = { order, content: this.#content, directory: this.#directory } as const;
    const distribution = await Distribution.begin(this.#folder, splitters, arena, place);
    try {
      await fill(distribution);
      const distributed = await distribution.finish();
      this.#runs.add(distributed.run);
      return distributed;
    } catch (error) {
      await distribution.abort();
      throw error;
    }
  }

  /** Chooses splitters for some records. Returns their number, at least one. */
  async #sample(large: Pick<Large, 'slices' | 'users'>, by: number): Promise<number> {
    const folder = this.#folder;
    folder.kernel.exports.keyTimelinesBy(by);
    return chooseSplitters(folder, large, 'keys', TIMELINE_SHARE);
  }

  async #remove(run: RunFile): Promise<void> {
    if (this.#runs.delete(run)) await removeRun(run);
  }
}

/** The partitions of a distribution that are not empty. */
function partitionsOf({ run, oneKey }: Distributed): Large[] {
  return oneKey.flatMap((isOneKey, partition) => {
    const slices = slicesOf(run, partition);
    return slices.length === 0 ? [] : [{ slices, users: {}, oneKey: isOneKey }];
  });
}
