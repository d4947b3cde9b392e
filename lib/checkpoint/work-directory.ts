import { dirname, join, resolve } from 'node:path';
import { inParallel } from '../async/in-parallel.js';
import { readStateFile, removeFile, replaceFile } from '../disk/durable-file.js';
import { failedWith, fileSystem } from '../disk/file-system.js';
import { syncDirectory } from '../disk/sync-directory.js';
import { isOurs, LOCK_NAME, MANIFEST_NAME, rejectsFileName } from '../disk/work-directory-names.js';
import { errorAfterCleanup, ioError, OR_DISCARD, SpillwayError } from '../errors.js';
import { Lock } from './lock.js';
import type { Manifest, ManifestRun } from './manifest.js';
import { decodeManifest, encodeManifest } from './manifest-format.js';
import { runsOfRange, savedRuns } from './saved-runs.js';
import { makeWorkDirectory, refuseForeign, removeEmptyDirectory } from './work-directory-files.js';

/** How often a directory may vanish, because the job before ours has just finished, before that is an error. */
const OPEN_ATTEMPTS = 100;

export interface WorkDirectoryOptions {
  /** Discards saved work, on purpose. Default: false. */
  readonly fresh?: boolean;
}

/**
 * The directory that holds a job's state: manifest, runs, lock. Whoever has it open has it alone.
 *
 * What is visible when it is opened may not be durable yet (a kill between a rename and the sync of its directory), so
 * it is made durable before anything is built on it or removed because of it. A manifest is always removed, durably,
 * before the runs that it names: a kill at any moment leaves a state to go on from, or none and debris.
 */
export class WorkDirectory {
  /** Absolute. */
  readonly path: string;
  readonly #lock: Lock;
  #manifest: Manifest | undefined;
  /** What a manifest on disk may name, even one whose save failed half-way, and that manifest. */
  readonly #kept = new Set<string>();

  private constructor(path: string, lock: Lock) {
    this.path = path;
    this.#lock = lock;
  }

  /** Creates it if need be. Error codes: `locked`, `state-corrupt`, `newer-format`, `bad-option`, `io`. */
  static async open(path: string, options: WorkDirectoryOptions = {}): Promise<WorkDirectory> {
    const absolute = resolve(path);
    const directory = new WorkDirectory(absolute, await lockDirectory(absolute));
    try {
      if (options.fresh === true) await directory.#discard();
      await directory.#load();
      return directory;
    } catch (error) {
      throw await errorAfterCleanup(ioError('open', absolute, error), () => directory.#unlock());
    }
  }

  /** The last one saved, by this process or one before it; undefined if there is none. */
  get manifest(): Manifest | undefined {
    return this.#manifest;
  }

  /** Whether no manifest is, or may be, on disk. */
  get isBlank(): boolean {
    return this.#kept.size === 0;
  }

  /** Whether a file's path leads into this directory. */
  async contains(file: string): Promise<boolean> {
    try {
      return (await fileSystem.realpath(this.path)) === (await fileSystem.realpath(dirname(file)));
    } catch (error) {
      throw ioError('read', file, error);
    }
  }

  /** Resolves when the manifest is durable. The runs that it names must be so already. */
  async save(manifest: Manifest): Promise<void> {
    await this.#requireLock();
    this.#keep(manifest);
    await replaceFile(join(this.path, MANIFEST_NAME), encodeManifest(manifest));
    this.#manifest = manifest;
  }

  /**
   * Removes all that is ours, and the directory if nothing else is in it. For when the job's output is durable. Resolves to
   * why the directory itself stays, if it may not be removed: a mount point, or in a directory of somebody else's.
   */
  async finish(): Promise<SpillwayError | undefined> {
    try {
      await this.#requireLock();
      await this.#discard();
      await this.#lock.release();
      return await this.#removeIfBlank();
    } catch (error) {
      throw await errorAfterCleanup(ioError('remove', this.path, error), () => this.#lock.release());
    }
  }

  /**
   * Lets go of the directory and keeps the saved work; without any, nothing is left. Fails with `io` if its lock stays;
   * whatever else stays is swept by the next job.
   */
  async release(): Promise<void> {
    try {
      if (await this.#lock.isHeld()) await this.#sweep();
    } catch {}
    await this.#unlock();
  }

  async #load(): Promise<void> {
    this.#manifest = await readManifest(this.path);
    await syncDirectory(this.path);
    if (this.#manifest !== undefined) this.#keep(this.#manifest);
    if (this.#manifest !== undefined) await requireRuns(this.path, this.#manifest);
    await this.#sweep();
  }

  async #discard(): Promise<void> {
    await removeFile(join(this.path, MANIFEST_NAME));
    await syncDirectory(this.path);
    this.#kept.clear();
    this.#manifest = undefined;
    await this.#sweep();
  }

  #keep(manifest: Manifest): void {
    this.#kept.add(MANIFEST_NAME);
    for (const run of savedRuns(manifest)) this.#kept.add(run.file);
    for (const range of manifest.ranges) {
      if (runsOfRange(range).length > 0) this.#kept.add(rejectsFileName(range.start));
    }
  }

  async #sweep(): Promise<void> {
    const needed = (name: string) => name === LOCK_NAME || this.#kept.has(name);
    const names = await fileSystem.readdir(this.path);
    const removed = names.filter((name) => isOurs(name) && !needed(name));
    // To remove a large file takes the system some time: it gives back the memory that held it, page by page.
    await inParallel(removed, (name) => removeFile(join(this.path, name)));
  }

  async #unlock(): Promise<void> {
    await this.#lock.release();
    await this.#removeIfBlank().catch(() => {});
  }

  async #removeIfBlank(): Promise<SpillwayError | undefined> {
    if (!this.isBlank) return undefined;
    try {
      await removeEmptyDirectory(this.path);
      return undefined;
    } catch (error) {
      if (!failedWith(error, 'EBUSY', 'EACCES', 'EPERM', 'EROFS')) throw error;
      return ioError('remove', this.path, error);
    }
  }

  async #requireLock(): Promise<void> {
    if (await this.#lock.isHeld()) return;
    throw new SpillwayError(
      'locked',
      `the lock of ${this.path} was taken away from this process; start again when nothing else works there`,
      { file: this.path },
    );
  }
}

/** The manifest in a work directory; undefined if there is none. */
export async function readManifest(directory: string): Promise<Manifest | undefined> {
  const file = join(directory, MANIFEST_NAME);
  const bytes = await readStateFile(file);
  return bytes === undefined ? undefined : decodeManifest(bytes, file);
}

async function lockDirectory(path: string): Promise<Lock> {
  for (let attempt = 1; ; attempt++) {
    try {
      await makeWorkDirectory(path);
      await refuseForeign(path);
      return await Lock.acquire(join(path, LOCK_NAME), path);
    } catch (error) {
      const vanished = failedWith(error, 'ENOENT') && attempt < OPEN_ATTEMPTS;
      if (!vanished) throw ioError('open', path, error);
    }
  }
}

/** Fails with `state-corrupt` if a run that a manifest names is not there as it was. */
export async function requireRuns(directory: string, manifest: Manifest): Promise<void> {
  for (const run of savedRuns(manifest)) await requireRun(directory, run);
}

async function requireRun(directory: string, run: ManifestRun): Promise<void> {
  const file = join(directory, run.file);
  let found: string;
  try {
    const stats = await fileSystem.lstat(file, { bigint: true });
    if (stats.isFile() && stats.size === BigInt(run.bytes)) return;
    found = stats.isFile() ? `has ${stats.size} bytes instead of ${run.bytes}` : 'is not a regular file';
  } catch (error) {
    if (!failedWith(error, 'ENOENT')) throw error;
    found = 'is missing';
  }
  throw new SpillwayError('state-corrupt', `${file} ${found}; restore it, ${OR_DISCARD}`, {
    file,
    expected: run.bytes,
    found,
  });
}
