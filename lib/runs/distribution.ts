import { join } from 'node:path';
import { fileSystem } from '../disk/file-system.js';
import { arenaHeadBytes, chunkBytesFor, PartitionArena } from '../kernel/partition-arena.js';
import type { RunContent } from '../records/run.js';
import type { UserOrder } from '../records/user-order.js';
import type { Folder } from './folder.js';
import { RunFile } from './run-file.js';
import { mergedRunFileName } from './run-file-name.js';
import { RunWriter } from './run-writer.js';

/** A temporary run whose partitions are ranges of keys, ascending. */
export interface Distributed {
  readonly run: RunFile;
  /** For each of its partitions whether all records in it have one key; distributed by users, one user. */
  readonly oneKey: readonly boolean[];
}

export interface DistributionOptions {
  readonly order: UserOrder;
  readonly content: RunContent;
  readonly directory: string;
  /** Memory for thinning the rows that are spilled. Default: they are not thinned. */
  readonly scratch?: readonly [start: number, end: number] | undefined;
}

/** Scatters records by the splitters that the kernel has chosen, into a temporary run. */
export class Distribution {
  readonly #folder: Folder;
  readonly #writer: RunWriter;
  readonly #file: string;
  readonly #arena: PartitionArena;
  readonly #oneKey: readonly boolean[];

  private constructor(
    folder: Folder,
    writer: RunWriter,
    file: string,
    arena: PartitionArena,
    oneKey: readonly boolean[],
  ) {
    this.#folder = folder;
    this.#writer = writer;
    this.#file = file;
    this.#arena = arena;
    this.#oneKey = oneKey;
  }

  /** The workspace from `start` on is the arena's. */
  static async begin(
    folder: Folder,
    splitters: number,
    start: number,
    { order, content, directory, scratch }: DistributionOptions,
  ): Promise<Distribution> {
    const { kernel, blockBytes, end } = folder;
    const partitions = splitters + 1;
    const oneKey = Array.from(
      { length: partitions },
      (_, partition) => kernel.exports.isOneKey(partition) !== 0,
    );
    const buffers = { partitions, bufferBytes: blockBytes };
    const chunkBytes = chunkBytesFor(end - start - arenaHeadBytes(buffers), partitions);
    const arena = new PartitionArena({ ...buffers, kernel, chunkBytes, start, scratch });
    kernel.exports.limitArena(end, chunkBytes);
    const file = join(directory, mergedRunFileName());
    const options = { order, content, splitters: [], partitions, temporary: true };
    const writer = await RunWriter.open(file, options);
    return new Distribution(folder, writer, file, arena, oneKey);
  }

  /** Takes the records between two addresses. */
  async take(from: number, end: number): Promise<void> {
    const { exports } = this.#folder.kernel;
    for (let next = exports.distribute(from, end); next < end; next = exports.distribute(next, end)) {
      if (exports.heldRecords() === 0) throw new Error('a record does not fit into an empty arena');
      await this.#spill();
    }
  }

  async finish(): Promise<Distributed> {
    await this.#spill();
    await this.#writer.finish();
    try {
      return { run: await RunFile.open(this.#file), oneKey: this.#oneKey };
    } catch (error) {
      await fileSystem.unlink(this.#file).catch(() => {});
      throw error;
    }
  }

  /** Removes what was written. */
  abort(): Promise<void> {
    return this.#writer.abort();
  }

  async #spill(): Promise<void> {
    await this.#writer.writeSegment(this.#arena.spill());
    this.#arena.reset();
  }
}

/** Closes a temporary run and removes its file. */
export async function removeRun(run: RunFile): Promise<void> {
  await run.close();
  await fileSystem.unlink(run.path).catch(() => {});
}
