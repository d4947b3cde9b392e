import { constants } from 'node:fs';
import { dirname } from 'node:path';
import { failedWith, fileSystem } from '../disk/file-system.js';
import type { OpenFile } from '../disk/open-file.js';
import { syncDirectory } from '../disk/sync-directory.js';
import { closeQuietly, writeWhole } from '../disk/transfer.js';
import { ioError, type SpillwayError } from '../errors.js';
import { formatReject, type Reject } from '../records/reject.js';
import { type SavedRejects, tooShort } from './saved-rejects.js';

/** Accepts rejects in source order. */
export interface RejectsSink {
  /** Bytes of all rejects so far. A sink that says this takes only batches with rejects. */
  readonly length?: number;
  /** Appends rejects. Resolves to the total length in bytes. */
  write(rejects: readonly Reject[]): Promise<number>;
}

/**
 * The rejects of one range: a file in the work directory, which is truncated to the saved length when the job is resumed.
 * A failure is final: nothing is retried on the same open file.
 *
 * Fails with `io`, and with `state-corrupt` if the file is shorter than the saved length.
 */
export class RejectsFile implements RejectsSink {
  readonly #path: string;
  readonly #file: OpenFile;
  #length: number;
  #failure: SpillwayError | undefined;
  #closed = false;

  private constructor(path: string, file: OpenFile, length: number) {
    this.#path = path;
    this.#file = file;
    this.#length = length;
  }

  static async open({ file: path, length }: SavedRejects): Promise<RejectsFile> {
    const creation = length === 0 ? constants.O_CREAT : 0;
    let file: OpenFile | undefined;
    try {
      file = await fileSystem.open(
        path,
        constants.O_WRONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | creation,
        0o600,
      );
      const { size } = await file.stat({ bigint: true });
      if (size < length) throw tooShort(path, length, Number(size));
      await file.chmod(0o600);
      await file.truncate(length);
      // The name must be durable before a manifest refers to it.
      await syncDirectory(dirname(path));
      return new RejectsFile(path, file, length);
    } catch (error) {
      await closeQuietly(file);
      if (length > 0 && failedWith(error, 'ENOENT')) throw tooShort(path, length);
      throw ioError('write', path, error);
    }
  }

  get length(): number {
    return this.#length;
  }

  async write(rejects: readonly Reject[]): Promise<number> {
    if (rejects.length === 0) return this.#length;
    const bytes = Buffer.from(rejects.map(formatReject).join(''));
    await this.#attempt(() => writeWhole(this.#file, bytes, this.#length));
    this.#length += bytes.length;
    return this.#length;
  }

  /** Makes everything written so far durable. */
  async sync(): Promise<void> {
    await this.#attempt(() => this.#file.sync());
  }

  /** May be repeated. Never fails: everything that matters was synced. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await closeQuietly(this.#file);
  }

  async #attempt(operation: () => Promise<void>): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      await operation();
    } catch (error) {
      this.#failure = ioError('write', this.#path, error);
      throw this.#failure;
    }
  }
}
