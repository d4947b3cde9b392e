import { join, resolve } from 'node:path';
import { publishedRuns } from '../checkpoint/saved-runs.js';
import { readManifest } from '../checkpoint/work-directory.js';
import { failedWith } from '../disk/file-system.js';
import { SpillwayError } from '../errors.js';
import { align } from '../kernel/kernel.js';
import { PAST_END_BYTES } from '../kernel/layout/partition.js';
import { BLOCK_HEAD_BYTES } from '../kernel/partition-arena.js';
import type { Summary } from '../records/summary.js';
import { SummaryBatch, summaries } from '../records/summary-batch.js';
import { compareUsers } from '../records/user-order.js';
import { Folder } from '../runs/folder.js';
import { mergeUsers } from '../runs/merge-runs.js';
import type { RunFile } from '../runs/run-file.js';
import { RunSet } from '../runs/run-set.js';
import { SegmentReader } from '../runs/segment-reader.js';
import { userPieces } from './user-pieces.js';
import { userRecords } from './user-records.js';

/** Kept work that is open to look users up, as the last finished job has left it. */
export interface Lookup {
  /** The summary of a user; undefined if there is none. */
  get(user: string): Promise<Summary | undefined>;
  /** Closes its files. */
  close(): Promise<void>;
}

/** For a user's records; a user that needs more is merged with more. */
const MEMORY = 4 * 2 ** 20;
const MERGE_MEMORY = 64 * 2 ** 20;

/** The manifest is read again if a job replaces runs just now. */
const ATTEMPTS = 10;

/**
 * Opens the kept work in a directory. It takes no lock; jobs may work there meanwhile, and if one replaces what was opened, the
 * newer state is looked up.
 * Fails with `bad-option` if nothing is kept there, with `state-corrupt`, `newer-format`, `io`.
 */
export async function lookup(directory: string): Promise<Lookup> {
  if (typeof directory !== 'string' || directory === '' || directory.includes('\0'))
    throw new SpillwayError('bad-option', 'lookup: the first argument must be the path of a work directory');
  return UserLookup.open(resolve(directory));
}

/** Looks users up, one after the other. */
export class UserLookup implements Lookup {
  readonly #directory: string;
  #set: RunSet;
  #folder: Folder;
  #busy: Promise<unknown> = Promise.resolve();

  private constructor(directory: string, set: RunSet) {
    this.#directory = directory;
    this.#set = set;
    this.#folder = folderFor(set);
  }

  static async open(directory: string): Promise<UserLookup> {
    return new UserLookup(directory, await openKept(directory));
  }

  async get(user: string): Promise<Summary | undefined> {
    for await (const summary of summaries(this.batches(user))) return summary;
    return undefined;
  }

  /** The rows of a user. A batch is valid until the next one is requested. */
  async *batches(user: string): AsyncGenerator<SummaryBatch, void, void> {
    if (typeof user !== 'string') throw new SpillwayError('bad-option', 'lookup: a user must be a string');
    const bytes = new TextEncoder().encode(user);
    if (bytes.length === 0) return;
    const before = this.#busy;
    let done = (): void => {};
    this.#busy = new Promise<void>((resolve) => {
      done = resolve;
    });
    await before;
    try {
      const end = await this.#read(bytes).catch(async (error: Error) => {
        if (!failedWith(error.cause, 'ENOENT')) throw error;
        await this.#reopen();
        return this.#read(bytes);
      });
      if (end === undefined) return yield* this.#merged(bytes);
      if (end === this.#folder.start) return;
      const pieces = [{ start: this.#folder.start, end }];
      const records = this.#folder.kernel.exports.countRecords(this.#folder.start, end);
      const free = align(end + PAST_END_BYTES);
      // What does not fit is merged instead; nothing of it is written before.
      const folding = this.#folder.fold(pieces, records, free);
      const first = folding.next();
      if (first.done === true && first.value !== undefined) return yield* this.#merged(bytes);
      if (first.done !== true) {
        yield first.value;
        yield* folding;
      }
      yield* this.#folder.rest();
    } finally {
      this.#folder.kernel.exports.resetSummaries(
        align(this.#folder.kernel.exports.heapBase()),
        this.#set.measures.length > 0,
      );
      done();
    }
  }

  async close(): Promise<void> {
    await this.#busy;
    this.#folder.close();
    await this.#set.close();
  }

  /** A job has replaced runs since. */
  async #reopen(): Promise<void> {
    this.#folder.close();
    await this.#set.close();
    this.#set = await openKept(this.#directory);
    this.#folder = folderFor(this.#set);
  }

  /** Reads the user's records. Resolves to their end; undefined if they do not fit. */
  async #read(user: Uint8Array): Promise<number | undefined> {
    const folder = this.#folder;
    const { exports } = folder.kernel;
    const { start, end: limit, largestBlock } = folder;
    const list = userRecords([user]);
    const listAt = align(limit - list.length - PAST_END_BYTES - 16);
    const tableAt = align(listAt - TABLE_BYTES);
    const buffer = align(tableAt - BLOCK_HEAD_BYTES - largestBlock - 2 * PAST_END_BYTES);
    const room = start + (buffer - start) / 2;
    if (tableAt < start || buffer < start) return undefined;
    folder.bytes.set(list, listAt);
    if (exports.beginUsers(1, tableAt, listAt) === 0) return undefined;
    if (exports.listUsers(listAt, listAt + list.length) === 0) return undefined;
    const window = folder.bytes.subarray(buffer, buffer + BLOCK_HEAD_BYTES + largestBlock);
    let end = start;
    for (const run of this.#set.runs) {
      const partition = partitionOf(run, user);
      for (let segment = 0; segment < run.footer.segments; segment++) {
        const reader = new SegmentReader(run, segment, { window, large: window });
        const slice = reader.slice(partition);
        if (slice.start === slice.end) continue;
        const stretch = (await run.userIndex())?.blocksOf(user, slice) ?? slice;
        for await (const blocks of reader.read(partition, stretch)) {
          for (const records of blocks) {
            const from = records.byteOffset;
            const bytes = exports.keepListed(from, from + records.length, true) - from;
            if (end + bytes > room) return undefined;
            folder.bytes.copyWithin(end, from, from + bytes);
            end += bytes;
          }
        }
      }
    }
    return end;
  }

  /** The user's rows by a merge of all that may hold them: they are more than memory has for a look-up. */
  async *#merged(user: Uint8Array): AsyncGenerator<SummaryBatch, void, void> {
    const users = { from: user };
    const options = { memory: MERGE_MEMORY, directory: this.#directory, users };
    for await (const batch of mergeUsers(this.#set, options)) {
      const [first, ...others] = userPieces(batch);
      if (first === undefined) continue;
      if (first.user !== undefined && Buffer.compare(first.user, user) !== 0) return;
      yield new SummaryBatch(first.whole, first.user === undefined ? 0 : 1);
      if (others.length > 0) return;
    }
  }
}

function folderFor({ order, largestBlock, measures }: RunSet): Folder {
  return new Folder({ order, memory: MEMORY, largestBlock, longestBounds: 0, measures });
}

async function openKept(directory: string): Promise<RunSet> {
  for (let attempt = 1; ; attempt++) {
    const manifest = await readManifest(directory);
    if (manifest === undefined || manifest.kept === null || manifest.kept.finished === null) {
      throw new SpillwayError('bad-option', `${directory} holds no kept work; make it with --keep`, {
        file: directory,
      });
    }
    try {
      return await RunSet.open(publishedRuns(manifest).map(({ file }) => join(directory, file)));
    } catch (error) {
      if (!failedWith((error as Error).cause, 'ENOENT') || attempt === ATTEMPTS) throw error;
    }
  }
}

/** For the list of one user. */
const TABLE_BYTES = 4096;

/** The partition of a run that a user belongs to. */
export function partitionOf({ footer: { splitters }, order }: RunFile, user: Uint8Array): number {
  let [low, high] = [0, splitters.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareUsers(splitters[middle]!, user, order) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
