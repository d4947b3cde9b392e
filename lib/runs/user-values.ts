import { join } from 'node:path';
import {
  KIND_EVENT,
  LONG_LENGTH_BYTES,
  LONG_PAIR_BYTES,
  LONG_SIZE,
  LONG_USER,
  LONG_USER_LENGTH,
  RECORD_KIND,
} from '../kernel/layout/record.js';
import type { SpillBuffer } from '../kernel/partition-arena.js';
import { removeRun } from './distribution.js';
import type { Folder } from './folder.js';
import { RunFile } from './run-file.js';
import { mergedRunFileName } from './run-file-name.js';
import { BLOCK_HEAD_BYTES } from './run-format.js';
import { RunWriter } from './run-writer.js';

/**
 * The values of one user's measures, while its events are folded part by part: different values in a temporary run; of a
 * measure that is one of its values, that one. What is compared stays in the kernel.
 */
export class UserValues {
  readonly #folder: Folder;
  readonly #file: string;
  readonly #writer: RunWriter;
  /** By the number of the measure. */
  readonly #texts = new Map<number, Buffer>();
  #user: Buffer = Buffer.alloc(0);
  #run: RunFile | undefined;

  private constructor(folder: Folder, file: string, writer: RunWriter) {
    this.#folder = folder;
    this.#file = file;
    this.#writer = writer;
  }

  static async begin(folder: Folder, directory: string): Promise<UserValues> {
    folder.kernel.exports.resetStates();
    const file = join(directory, mergedRunFileName());
    const { order } = folder;
    const options = { order, splitters: [], partitions: 1, temporary: true };
    return new UserValues(folder, file, await RunWriter.open(file, options));
  }

  /** Takes different values, as the folder hands them out. */
  write(values: SpillBuffer): Promise<void> {
    return this.#writer.writeSegment([values]);
  }

  /** Takes what a part that was just folded leaves; its records begin at an address. */
  async takePart(start: number): Promise<void> {
    const { kernel, measures } = this.#folder;
    if (this.#user.length === 0) {
      const user = kernel.exports.userOfRecord(start);
      const end = user + kernel.exports.userLengthOfRecord(start);
      this.#user = Buffer.from(this.#folder.bytes.subarray(user, end));
    }
    for (const [index, { reducer }] of measures.entries()) {
      if (reducer === 'sum' || reducer === 'distinct') continue;
      const text = kernel.exports.renewedText(index);
      if (text === 0) continue;
      const length = kernel.exports.renewedLength(index);
      this.#texts.set(index, Buffer.from(this.#folder.bytes.subarray(text, text + length)));
    }
    for (const values of this.#folder.restOfValues()) await this.write(values);
  }

  /** The run of all values: of a measure that is a sum, or one of its values, there is one record. */
  async finish(): Promise<RunFile> {
    const { exports } = this.#folder.kernel;
    for (const [index, { reducer }] of this.#folder.measures.entries()) {
      if (reducer === 'sum' && exports.hasValueOf(index) !== 0) {
        const length = exports.writeSumText(index);
        this.#texts.set(
          index,
          Buffer.from(this.#folder.bytes.subarray(exports.sumTextAt()).subarray(0, length)),
        );
      }
    }
    for (const [index, text] of this.#texts) await this.write(recordOf(this.#user, index, text));
    await this.#writer.finish();
    this.#run = await RunFile.open(this.#file);
    return this.#run;
  }

  /** Removes the run. */
  async close(): Promise<void> {
    if (this.#run === undefined) return this.#writer.abort();
    await removeRun(this.#run);
  }
}

/** A block with the long record of one value: see FOLD_VALUES in kernel/layout/fold.ts. */
function recordOf(user: Buffer, measure: number, text: Buffer): SpillBuffer {
  const head = LONG_USER + user.length;
  const size = head + LONG_PAIR_BYTES + 1 + text.length;
  const bytes = Buffer.alloc(BLOCK_HEAD_BYTES + size);
  const record = bytes.subarray(BLOCK_HEAD_BYTES);
  record[RECORD_KIND] = KIND_EVENT;
  record.writeUInt32LE(size, LONG_SIZE);
  record.writeUInt32LE(user.length, LONG_USER_LENGTH);
  user.copy(record, LONG_USER);
  record.writeUInt32LE(1, head);
  record.writeUInt32LE(text.length, head + LONG_LENGTH_BYTES);
  record[head + LONG_PAIR_BYTES] = measure;
  text.copy(record, head + LONG_PAIR_BYTES + 1);
  return { bytes, blocks: [{ partition: 0, at: 0, bytes: size, records: 1, rows: 1 }] };
}
