import { constants } from 'node:fs';
import { dirname } from 'node:path';
import { OperationQueue } from '../async/operation-queue.js';
import { type ErrorCode, ioError, SpillwayError } from '../errors.js';
import { failedWith, fileSystem } from './file-system.js';
import type { OpenFile } from './open-file.js';
import { partialPath, randomId } from './partial-file.js';
import { syncDirectory } from './sync-directory.js';
import { writeWhole } from './transfer.js';

export interface DurableWriterOptions {
  /** Set exactly, whatever the umask; `'umask'` means 0666 less the umask, like any new file. Default: 0600. */
  readonly permissions?: number | 'umask';
  /** False for scratch files, which are not needed after a crash: all checks, but no fsync. Default: true. */
  readonly sync?: boolean;
  /** Code of the errors. Default: `'io'`. */
  readonly code?: ErrorCode;
}

/** A file that is being written, and that others may write to as well. Plain data. */
export interface SharedFile {
  readonly file: string;
  /** What messages call it: its final path. */
  readonly name: string;
}

/**
 * After this many bytes the file is synced while more is written, so that the sync at the end has little to wait for. A
 * disk that writes 0.5 to 1 GB/s takes 20 to 40 ms for them.
 */
const EARLY_SYNC_BYTES = 16 * 2 ** 20;

/**
 * Writes a file that gets its name only when it is whole and durable: every byte is written and counted, then the size is
 * checked, then come fsync, rename, and fsync of the directory. Until then, and after a failure, the old file keeps the
 * name. A large file is also synced while it grows.
 *
 * After a failure every further call fails the same way. In particular a failed fsync is final: the kernel may have
 * dropped the pages that it could not write, and a second fsync would then succeed without them.
 */
export class DurableWriter {
  readonly path: string;
  readonly #partial: string;
  readonly #file: OpenFile;
  readonly #sync: boolean;
  readonly #code: ErrorCode;
  #bytes = 0;
  /** Bytes written when the last sync started. */
  #syncedBytes = 0;
  /** The early sync that is running. Never rejects: its failure becomes the writer's. */
  #earlySync: Promise<void> | undefined;
  #failure: SpillwayError | undefined;
  #closed = false;
  #finished = false;
  /** An abort must not run in the middle of a rename. */
  readonly #queue = new OperationQueue();

  private constructor(path: string, partial: string, file: OpenFile, sync: boolean, code: ErrorCode) {
    this.path = path;
    this.#partial = partial;
    this.#file = file;
    this.#sync = sync;
    this.#code = code;
  }

  static async open(path: string, options: DurableWriterOptions = {}): Promise<DurableWriter> {
    const { permissions = 0o600, sync = true, code = 'io' } = options;
    const partial = partialPath(path, randomId());
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
    let writer: DurableWriter | undefined;
    try {
      const file = await fileSystem.open(partial, flags, permissions === 'umask' ? 0o666 : 0o600);
      writer = new DurableWriter(path, partial, file, sync, code);
      if (permissions !== 'umask') await file.chmod(permissions);
      return writer;
    } catch (error) {
      await writer?.abort();
      throw ioError('write', path, error, code);
    }
  }

  /** The partial file. Others may write to it; report those bytes with `wrote`. */
  get shared(): SharedFile {
    return { file: this.#partial, name: this.path };
  }

  /** Bytes written so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Resolves when the system has taken all of `bytes`, which must not change until then. */
  write(bytes: Uint8Array): Promise<void> {
    return this.#attempt(async () => {
      await writeWhole(this.#file, bytes, this.#bytes);
      this.#bytes += bytes.length;
      this.#syncEarly();
    });
  }

  /** Reports a number of bytes that others have written to the shared file. */
  wrote(bytes: number): Promise<void> {
    return this.#attempt(async () => {
      this.#bytes += bytes;
      this.#syncEarly();
    });
  }

  /** Gives the file its name. Resolves to its size in bytes once it is durable. */
  finish(): Promise<number> {
    return this.#attempt(async () => {
      await this.#earlySync;
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#sync) await this.#file.sync();
      const written = await this.#file.stat({ bigint: true });
      if (written.size !== BigInt(this.#bytes)) throw this.#wrongSize(written.size);
      await this.#close();
      const named = await fileSystem.lstat(this.#partial, { bigint: true });
      if (named.ino !== written.ino || named.dev !== written.dev) throw this.#interference();
      await fileSystem.rename(this.#partial, this.path);
      this.#finished = true;
      if (this.#sync) await syncDirectory(dirname(this.path));
      return this.#bytes;
    });
  }

  /** Removes the partial file; does nothing after `finish`. Never fails: there is nothing to do about a failure. */
  async abort(): Promise<void> {
    this.#failure ??= new SpillwayError('aborted', `${this.path} was aborted before it was whole`);
    await this.#queue.run(async () => {
      await this.#earlySync;
      await this.#close().catch(() => {});
      if (!this.#finished) await fileSystem.unlink(this.#partial).catch(() => {});
    });
  }

  /** Starts a sync if enough was written and none is running; does not wait for it. */
  #syncEarly(): void {
    const { earlySyncBytes = EARLY_SYNC_BYTES } = fileSystem;
    const worth = this.#bytes - this.#syncedBytes >= earlySyncBytes;
    if (!this.#sync || !worth || this.#earlySync !== undefined) return;
    this.#syncedBytes = this.#bytes;
    this.#earlySync = this.#file
      .sync()
      .catch((error: unknown) => {
        this.#failure ??= ioError('write', this.path, error, this.#code);
      })
      .then(() => {
        this.#earlySync = undefined;
      });
  }

  #attempt<T>(operation: () => Promise<T>): Promise<T> {
    return this.#queue.run(async () => {
      if (this.#failure !== undefined) throw this.#failure;
      try {
        return await operation();
      } catch (error) {
        this.#failure = failedWith(error, 'ENOENT')
          ? this.#interference()
          : ioError('write', this.path, error, this.#code);
        throw this.#failure;
      }
    });
  }

  async #close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#file.close();
  }

  #wrongSize(found: bigint): SpillwayError {
    return new SpillwayError(
      this.#code,
      `cannot write ${this.path}: ${this.#bytes} bytes were written, but the file has ${found}`,
      { file: this.path, expected: this.#bytes, found: Number(found) },
    );
  }

  #interference(): SpillwayError {
    return new SpillwayError(
      this.#code,
      `cannot write ${this.path}: another process removed or replaced its partial file; let one job at a time write it`,
      { file: this.path },
    );
  }
}
