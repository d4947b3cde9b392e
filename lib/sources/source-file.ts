import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { resolve } from 'node:path';
import { fileSystem } from '../disk/file-system.js';
import type { OpenFile, ReadableFile } from '../disk/open-file.js';
import { closeQuietly, readAt } from '../disk/transfer.js';
import { ioError, SpillwayError } from '../errors.js';
import { compressionOf, MAGIC_BYTES } from './compression.js';

// How a checkpoint knows its source again. What counts is content: the bytes at the head and those just before each
// position must be the same, and all up to the positions must still be there. So a log that grew is the same source, and
// so is a copy of it, or one that was moved to another disk. Device and inode only tell, of a source whose bytes do
// differ, whether it was edited or another file has taken its place (log rotation does that).

/** Bytes fingerprinted at either end: a block, enough to hold several lines of a log, whose lines carry times and ids. */
const FINGERPRINT_BYTES = 4096;

const SEARCH_BYTES = 2 ** 16;
const LF = 0x0a;
const CR = 0x0d;

export interface SourceIdentity {
  /** Absolute, for people: a source may be moved. */
  readonly path: string;
  /** Bytes that the source had when this was taken. */
  readonly size: number;
  /** Decimal: device and inode numbers do not always fit a double. */
  readonly device: string;
  readonly inode: string;
  /** SHA-256, in hex, of the first `headBytes` bytes. */
  readonly head: string;
  /** 4 KiB, or all up to the position if that is less. */
  readonly headBytes: number;
  /** SHA-256, in hex, of the last 4 KiB of `size`; null of a source that may grow, whose ranges have one each. */
  readonly tail: string | null;
  /** See SourceFileOptions. */
  readonly sealed: boolean;
}

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
 * A source, held open: were it rotated while it is read, the identity would still be taken from the file that is being
 * read, not from the one that has its name now.
 */
export class SourceFile {
  /** Absolute, or the name it was given. */
  readonly path: string;
  /** To read it from. */
  readonly file: ReadableFile;
  readonly #sealed: boolean;

  private constructor(path: string, file: ReadableFile, sealed: boolean) {
    this.path = path;
    this.file = file;
    this.#sealed = sealed;
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

  static async open(path: string, { sealed = false, name }: SourceFileOptions = {}): Promise<SourceFile> {
    let file: OpenFile | undefined;
    try {
      // O_NONBLOCK: a pipe is to be refused, not waited for.
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

  /** The identity of the source as far as it was read. Fails with `source-changed` if it no longer is that long. */
  async identify(position: number): Promise<SourceIdentity> {
    try {
      const { size, dev, ino } = await this.file.stat({ bigint: true });
      const reached = this.#sealed ? Number(size) : position;
      if (size < reached) {
        this.#refuse(
          `has ${size} bytes, fewer than the ${reached} that were read: it was truncated or replaced`,
        );
      }
      const headBytes = Math.min(FINGERPRINT_BYTES, reached);
      const head = await this.#fingerprint(0, headBytes);
      return {
        path: this.path,
        size: Number(size),
        device: String(dev),
        inode: String(ino),
        head,
        headBytes,
        tail: null,
        sealed: this.#sealed,
      };
    } catch (error) {
      throw ioError('read', this.path, error, 'source-unreadable');
    }
  }

  /** The identity of a source of which no more counts than it holds now. */
  async identifyWhole(): Promise<SourceIdentity> {
    const { size } = await this.identify(0);
    return { ...(await this.identify(size)), size, tail: await this.tailBefore(size) };
  }

  /** SHA-256, in hex, of the last 4 KiB before a position, or of all before it if that is less. */
  async tailBefore(position: number): Promise<string> {
    try {
      const end = this.#sealed ? await this.#size() : position;
      const length = Math.min(FINGERPRINT_BYTES, end);
      return await this.#fingerprint(end - length, length);
    } catch (error) {
      throw ioError('read', this.path, error, 'source-unreadable');
    }
  }

  /**
   * Makes sure that this is the source that `saved` was taken of. Fails with `source-changed`. Resolves to the source's
   * size in bytes now.
   */
  async verify(saved: SourceIdentity): Promise<number> {
    const found = await this.identify(saved.headBytes);
    if (this.#sealed && found.size !== saved.size)
      this.#refuse(`had ${saved.size} bytes and now has ${found.size}`);
    if (found.head !== saved.head) this.#refuseChange(saved, found, saved.headBytes);
    return found.size;
  }

  /**
   * Makes sure that this still begins with all that `identifyWhole` saw of it; resolves to the identity, with what is
   * known of the file now. Fails with `source-changed`.
   */
  async verifyWhole(saved: SourceIdentity): Promise<SourceIdentity> {
    await this.verify(saved);
    const found = await this.identify(saved.size);
    if ((await this.tailBefore(saved.size)) !== saved.tail) this.#refuseChange(saved, found, saved.size);
    const { path, device, inode } = found;
    return { ...saved, path, device, inode };
  }

  /**
   * Makes sure that all that `identifyWhole` saw when the job began is still there: that it was not cut, and written anew,
   * while it was read. It may have grown. Fails with `source-changed`.
   */
  async requireUnchanged(seen: SourceIdentity): Promise<void> {
    try {
      const size = await this.#size();
      if (size < seen.size) {
        this.#refuse(`had ${seen.size} bytes when the job began and now has ${size}: it was truncated`);
      }
      const length = Math.min(FINGERPRINT_BYTES, seen.size);
      const head = await this.#fingerprint(0, seen.headBytes);
      const tail = await this.#fingerprint(seen.size - length, length);
      if (head !== seen.head || tail !== seen.tail) {
        this.#refuse('was written over while it was read, so old and new content would be mixed');
      }
    } catch (error) {
      throw ioError('read', this.path, error, 'source-unreadable');
    }
  }

  /** Makes sure that it is the file that `identifyWhole` was taken of, or one that holds the same. */
  async requireSame(seen: SourceIdentity): Promise<void> {
    const { device, inode } = await this.identify(0);
    // Not every file system keeps its numbers. Then the content must tell.
    if (device !== seen.device || inode !== seen.inode) await this.verifyWhole(seen);
  }

  async isCompressed(): Promise<boolean> {
    try {
      return compressionOf(await readAt(this.file, 0, MAGIC_BYTES)) !== 'none';
    } catch (error) {
      throw ioError('read', this.path, error, 'source-unreadable');
    }
  }

  /** Where the first line behind `offset` begins; undefined if there is none. */
  async lineStartBehind(offset: number): Promise<number | undefined> {
    try {
      for (let at = offset; ; at += SEARCH_BYTES) {
        const bytes = await readAt(this.file, at, SEARCH_BYTES);
        const feed = bytes.indexOf(LF);
        if (feed !== -1) return at + feed + 1;
        if (bytes.length < SEARCH_BYTES) return undefined;
      }
    } catch (error) {
      throw ioError('read', this.path, error, 'source-unreadable');
    }
  }

  /**
   * Makes sure that the bytes before a position are those that `tail` was taken of, and that going on from there gives
   * what one reading from the start would give. Fails with `source-changed`.
   */
  async verifyPosition(saved: SourceIdentity, position: number, tail: string): Promise<void> {
    const found = await this.verifyTail(saved, position, tail);
    if (!this.#sealed && found.size > position && !(await this.#isLineEnd(position))) {
      this.#refuse(`ended in the middle of a line at byte ${position}, and that line has gone on since`);
    }
  }

  /** As verifyPosition, for a position in the middle of a line; resolves to what is known of the file now. */
  async verifyTail(saved: SourceIdentity, position: number, tail: string): Promise<SourceIdentity> {
    const found = await this.identify(position);
    if ((await this.tailBefore(position)) !== tail) this.#refuseChange(saved, found, position);
    return found;
  }

  async close(): Promise<void> {
    await closeQuietly(this.file);
  }

  async #size(): Promise<number> {
    return Number((await this.file.stat({ bigint: true })).size);
  }

  async #fingerprint(position: number, length: number): Promise<string> {
    return createHash('sha256')
      .update(await readAt(this.file, position, length))
      .digest('hex');
  }

  /** Whether the line before `position` ends there: at most its line end comes behind. */
  async #isLineEnd(position: number): Promise<boolean> {
    if (position === 0) return true;
    try {
      const [before, first, second] = await readAt(this.file, position - 1, 3);
      return before === LF || first === LF || (first === CR && second === LF);
    } catch (error) {
      throw ioError('read', this.path, error, 'source-unreadable');
    }
  }

  #refuseChange(saved: SourceIdentity, found: SourceIdentity, position: number): never {
    const replaced = found.inode !== saved.inode || found.device !== saved.device;
    this.#refuse(
      replaced
        ? 'is another file than the one that was read: it was rotated or replaced'
        : `was edited before byte ${position}, up to which it had been read`,
    );
  }

  #refuse(what: string): never {
    throw new SpillwayError(
      'source-changed',
      `${this.path} ${what}; restore it, or discard the saved work with --fresh (fresh: true)`,
      { file: this.path },
    );
  }
}
