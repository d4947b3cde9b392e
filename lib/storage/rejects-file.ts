import { constants } from 'node:fs';
import { dirname } from 'node:path';
import { ioError, SpillwayError } from '../errors.js';
import { formatReject, type Reject } from '../records/reject.js';
import { removeFile } from './durable-file.js';
import { failedWith, fileSystem, type OpenFile } from './file-system.js';
import { outputTarget } from './output-target.js';
import { partialPath, removePartials } from './partial-file.js';
import { syncDirectory } from './sync-directory.js';
import { writeWhole } from './transfer.js';

/** Takes rejects in source order. */
export interface RejectsSink {
  /** Appends; resolves to the length in bytes of all that was taken so far. */
  write(rejects: readonly Reject[]): Promise<number>;
}

/** Where a job's rejects go. */
export interface RejectsPlace {
  /** Final name, absolute and through all symbolic links. */
  readonly path: string;
  /** Name while the job goes on: `<path>.<job>.partial`. */
  readonly partial: string;
}

/** Fails with `bad-option` where rejects cannot be taken back to a checkpoint: a pipe, a device. */
export async function rejectsPlace(path: string, job: string): Promise<RejectsPlace> {
  const target = await outputTarget(path);
  if (target.replaceable) return { path: target.path, partial: partialPath(target.path, job) };
  throw new SpillwayError(
    'bad-option',
    `rejects: ${path} is not a regular file, so it could not be cut back after a kill`,
    { file: path },
  );
}

/**
 * The rejects of a job that follow its checkpoint: a file that grows beside its final name, is cut to the checkpointed
 * length when the job is resumed, and gets its final name once the source was read whole. As with a DurableWriter a
 * failure is final: nothing is tried again on the same open file.
 */
export class RejectsFile implements RejectsSink {
  readonly #place: RejectsPlace;
  readonly #file: OpenFile;
  #length: number;
  #failure: SpillwayError | undefined;
  #closed = false;

  private constructor(place: RejectsPlace, file: OpenFile, length: number) {
    this.#place = place;
    this.#file = file;
    this.#length = length;
  }

  /** A new one. Removes what killed jobs left unfinished at this place; what has the final name stays until publish. */
  static async create(place: RejectsPlace): Promise<RejectsFile> {
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
    let file: OpenFile | undefined;
    try {
      await removePartials(place.path);
      const { permissions } = await outputTarget(place.path);
      file = await fileSystem.open(place.partial, flags, permissions === 'umask' ? 0o666 : 0o600);
      if (permissions !== 'umask') await file.chmod(permissions);
      // The name must outlive a power cut before a manifest counts on it.
      await syncDirectory(dirname(place.path));
      return new RejectsFile(place, file, 0);
    } catch (error) {
      await file?.close();
      if (file !== undefined) await removeFile(place.partial).catch(() => {});
      throw ioError('write', place.path, error, 'output-failed');
    }
  }

  /** The one that a killed job left, cut to `length` bytes; fails with `state-corrupt` if it has fewer. */
  static async resume(place: RejectsPlace, length: number): Promise<RejectsFile> {
    let file: OpenFile | undefined;
    try {
      await requireLength(place.partial, (size) => size >= length, length);
      file = await fileSystem.open(place.partial, constants.O_WRONLY | constants.O_NOFOLLOW);
      await file.truncate(length);
      return new RejectsFile(place, file, length);
    } catch (error) {
      await file?.close();
      throw ioError('write', place.partial, error, 'output-failed');
    }
  }

  /** Bytes so far. */
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

  /** Makes all that was written so far durable. */
  async sync(): Promise<void> {
    await this.#attempt(async () => {
      await this.#file.sync();
      const ours = await this.#file.stat({ bigint: true });
      const named = await fileSystem.lstat(this.#place.partial, { bigint: true });
      if (named.ino !== ours.ino || named.dev !== ours.dev) throw interference(this.#place);
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    try {
      await this.#file.close();
    } catch (error) {
      throw ioError('write', this.#place.partial, error, 'output-failed');
    }
  }

  /** For when no manifest counts on it: closes and removes it. */
  async discard(): Promise<void> {
    await this.close();
    try {
      await removeFile(this.#place.partial);
    } catch (error) {
      throw ioError('remove', this.#place.partial, error, 'output-failed');
    }
  }

  async #attempt(operation: () => Promise<void>): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      await operation();
    } catch (error) {
      this.#failure = failedWith(error, 'ENOENT')
        ? interference(this.#place)
        : ioError('write', this.#place.partial, error, 'output-failed');
      throw this.#failure;
    }
  }
}

/**
 * Gives a synced rejects file of `length` bytes its final name, durably. Done already, before a kill, it is fine as
 * well; any other length is `state-corrupt`.
 */
export async function publishRejects(place: RejectsPlace, length: number): Promise<void> {
  try {
    if (await exists(place.partial)) {
      await requireLength(place.partial, (size) => size === length, length);
      await fileSystem.rename(place.partial, place.path);
    } else {
      await requireLength(place.path, (size) => size === length, length);
    }
    await syncDirectory(dirname(place.path));
  } catch (error) {
    throw ioError('write', place.path, error, 'output-failed');
  }
}

/** The way back, for a job whose source has grown since it was read whole. */
export async function unpublishRejects(place: RejectsPlace, length: number): Promise<void> {
  try {
    if (await exists(place.partial)) return;
    await requireLength(place.path, (size) => size === length, length);
    await fileSystem.rename(place.path, place.partial);
    await syncDirectory(dirname(place.path));
  } catch (error) {
    throw ioError('write', place.path, error, 'output-failed');
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await fileSystem.lstat(path, { bigint: true });
    return true;
  } catch (error) {
    if (failedWith(error, 'ENOENT')) return false;
    throw error;
  }
}

async function requireLength(path: string, suits: (size: number) => boolean, length: number): Promise<void> {
  let found = 'absent';
  if (await exists(path)) {
    const stats = await fileSystem.lstat(path, { bigint: true });
    if (stats.isFile() && suits(Number(stats.size))) return;
    found = stats.isFile() ? `${stats.size} bytes long` : 'not a regular file';
  }
  throw new SpillwayError(
    'state-corrupt',
    `${path} is ${found}, but the checkpoint counts on ${length} bytes of rejects in it; restore it, or discard the saved work with --fresh (fresh: true)`,
    { file: path, expected: length, found },
  );
}

function interference(place: RejectsPlace): SpillwayError {
  return new SpillwayError(
    'output-failed',
    `cannot write ${place.path}: another process removed or replaced its unfinished file; let one job at a time write it`,
    { file: place.path },
  );
}
