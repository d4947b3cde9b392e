import { constants } from 'node:fs';
import { resolve } from 'node:path';
import { fileSystem } from '../disk/file-system.js';
import type { OpenFile, ReadableFile } from '../disk/open-file.js';
import { closeQuietly, readAt } from '../disk/transfer.js';
import { ioError, SpillwayError } from '../errors.js';
import { compressionOf, MAGIC_BYTES } from './compression.js';
import { sourceChanged } from './source-changed.js';
import { FINGERPRINT_BYTES, fingerprint, type SourceIdentity } from './source-identity.js';

const SEARCH_BYTES = 2 ** 16;
const LF = 0x0a;
const CR = 0x0d;

export interface SourceFileOptions {
  /**
   * True for a file whose positions are not its own offsets, such as a compressed one: it must not change at all.
   * Default: false.
   */
  readonly sealed?: boolean | undefined;
  /** What messages call it. Default: its absolute path. */
  readonly name?: string | undefined;
}

/**
 * A source, held open: if it is rotated while it is read, its identity still comes from the file that is being read, not
 * from the one that now has its name. verify-source.ts compares it with an identity taken earlier. Every method fails
 * with `source-unreadable` if the file cannot be read.
 */
export class SourceFile {
  /** Absolute, or the name it was given. */
  readonly path: string;
  /** To read it from. */
  readonly file: ReadableFile;
  /** See SourceFileOptions. */
  readonly sealed: boolean;

  private constructor(path: string, file: ReadableFile, sealed: boolean) {
    this.path = path;
    this.file = file;
    this.sealed = sealed;
  }

  /** The descriptor of a file that another thread has opened and keeps open; undefined where that is not possible. */
  static adopt(
    path: string,
    descriptor: number,
    { sealed = false, name }: SourceFileOptions = {},
  ): SourceFile | undefined {
    const file = fileSystem.adopt?.(descriptor);
    return file === undefined ? undefined : new SourceFile(name ?? resolve(path), file, sealed);
  }

  /** A file that is open already, and stays so until its opener closes it. */
  static of(name: string, file: ReadableFile): SourceFile {
    return new SourceFile(name, file, false);
  }

  static async open(path: string, { sealed = false, name }: SourceFileOptions = {}): Promise<SourceFile> {
    let file: OpenFile | undefined;
    try {
      // O_NONBLOCK: a pipe is refused instead of waited for.
      file = await fileSystem.open(path, constants.O_RDONLY | constants.O_NONBLOCK);
      if ((await file.stat({ bigint: true })).isFile())
        return new SourceFile(name ?? resolve(path), file, sealed);
    } catch (error) {
      await closeQuietly(file);
      throw ioError('read', path, error, 'source-unreadable');
    }
    await closeQuietly(file);
    throw new SpillwayError(
      'source-unreadable',
      `${path} is not a regular file, so it could not be read again after a kill; write it to a file first`,
      { file: path },
    );
  }

  /** See OpenFile. */
  get descriptor(): number | undefined {
    return this.file.fd;
  }

  /** The identity of the source as far as it was read. Fails with `source-changed` if it is shorter than that now. */
  identify(position: number): Promise<SourceIdentity> {
    return this.#reading(async () => {
      const { size, dev, ino } = await this.file.stat({ bigint: true });
      const reached = this.sealed ? Number(size) : position;
      if (size < reached) {
        throw sourceChanged(
          this.path,
          `has ${size} bytes, fewer than the ${reached} that were read: it was truncated or replaced`,
        );
      }
      const headBytes = Math.min(FINGERPRINT_BYTES, reached);
      return {
        path: this.path,
        size: Number(size),
        device: String(dev),
        inode: String(ino),
        head: await fingerprint(this.file, 0, headBytes),
        headBytes,
        tail: null,
        sealed: this.sealed,
      };
    });
  }

  /** The identity of a source that is read up to its current size and no further. */
  async identifyWhole(): Promise<SourceIdentity> {
    const { size } = await this.identify(0);
    return { ...(await this.identify(size)), size, tail: await this.tailBefore(size) };
  }

  /**
   * SHA-256, in hex, of the last 4 KiB before a position, or of everything before it if that is less. For a sealed source
   * the position is its end.
   */
  tailBefore(position: number): Promise<string> {
    return this.#reading(async () => this.#tailBefore(this.sealed ? await this.#size() : position));
  }

  /** The current size, and the fingerprints of the first `headBytes` bytes and of the 4 KiB before `end`. */
  fingerprints(headBytes: number, end: number): Promise<{ size: number; head: string; tail: string }> {
    return this.#reading(async () => ({
      size: await this.#size(),
      head: await fingerprint(this.file, 0, headBytes),
      tail: await this.#tailBefore(end),
    }));
  }

  isCompressed(): Promise<boolean> {
    return this.#reading(async () => compressionOf(await readAt(this.file, 0, MAGIC_BYTES)) !== 'none');
  }

  /** Where the first line after `offset` begins; undefined if there is none. */
  lineStartBehind(offset: number): Promise<number | undefined> {
    return this.#reading(async () => {
      for (let at = offset; ; at += SEARCH_BYTES) {
        const bytes = await readAt(this.file, at, SEARCH_BYTES);
        const feed = bytes.indexOf(LF);
        if (feed !== -1) return at + feed + 1;
        if (bytes.length < SEARCH_BYTES) return undefined;
      }
    });
  }

  /** Whether the line before `position` ends there: nothing of it follows but its line end. */
  async isLineEnd(position: number): Promise<boolean> {
    if (position === 0) return true;
    return this.#reading(async () => {
      const [before, first, second] = await readAt(this.file, position - 1, 3);
      return before === LF || first === LF || (first === CR && second === LF);
    });
  }

  async close(): Promise<void> {
    await closeQuietly(this.file);
  }

  async #size(): Promise<number> {
    return Number((await this.file.stat({ bigint: true })).size);
  }

  #tailBefore(position: number): Promise<string> {
    const length = Math.min(FINGERPRINT_BYTES, position);
    return fingerprint(this.file, position - length, length);
  }

  async #reading<T>(operation: () => Promise<T>): Promise<T> {
    try {
      return await operation();
    } catch (error) {
      throw ioError('read', this.path, error, 'source-unreadable');
    }
  }
}
