import { dirname, join, resolve } from 'node:path';
import { inParallel } from '../async/in-parallel.js';
import { readStateFile, removeFile, replaceFile } from '../disk/durable-file.js';
import { failedWith, fileSystem } from '../disk/file-system.js';
import { syncDirectory } from '../disk/sync-directory.js';
import { isOurs, LOCK_NAME, MANIFEST_NAME } from '../disk/work-directory-names.js';
import { errorAfterCleanup, ioError, OR_DISCARD, SpillwayError } from '../errors.js';
import { Lock } from './lock.js';
import type { Manifest, ManifestRun } from './manifest.js';
import { decodeManifest, encodeManifest } from './manifest-format.js';
import { rejectsNameOf, runsOfRange, savedRuns } from './saved-runs.js';
import { makeWorkDirectory, refuseForeign, removeEmptyDirectory } from './work-directory-files.js';

/** A directory may vanish because the job before ours has just finished. After this many times it is an error. */
const OPEN_ATTEMPTS = 100;

export interface WorkDirectoryOptions {
  /** Discards saved work. Default: false. */
  readonly fresh?: boolean;
}

/**
 * The directory that holds a job's state: manifest, runs, lock. Opening it takes an exclusive lock.
 *
 * What is visible when it is opened may not be durable yet (after a kill between a rename and the sync of its directory).
 * So it is made durable before the job relies on it, or removes files because of it. A manifest is always removed,
 * durably, before the runs that it names: a kill at any moment leaves a state to resume, or none and files to sweep.
 */
export class WorkDirectory {
  /** Absolute. */
  readonly path: string;
  readonly #lock: Lock;
  #manifest: Manifest | undefined;
  /** The manifest, and all files that a manifest on disk may name, even one whose save failed half-way. */
  readonly #kept = new Set<string>();

  private constructor(path: string, lock: Lock) {
    this.path = path;
    this.#lock = lock;
  }

  /** Creates it if necessary. Error codes: `locked`, `state-corrupt`, `newer-format`, `bad-option`, `io`. */
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

  /** The last manifest saved, by this process or an earlier one; undefined if there is none. */
  get manifest(): Manifest | undefined {
    return this.#manifest;
  }

  /** Whether there is certainly no manifest on disk. */
  get isBlank(): boolean {
    return this.#kept.size === 0;
  }

  /** Whether a file lies in this directory. */
  async contains(file: string): Promise<boolean> {
    try {
      return (await fileSystem.realpath(this.path)) === (await fileSystem.realpath(dirname(file)));
    } catch (error) {
      throw ioError('read', file, error);
    }
  }

  /** Resolves when the manifest is durable. The runs that it names must be durable already. */
  async save(manifest: Manifest): Promise<void> {
    await this.#requireLock();
    this.#keep(manifest);
    await replaceFile(join(this.path, MANIFEST_NAME), encodeManifest(manifest));
    this.#manifest = manifest;
  }

  /** Like `save`; then removes all files that this manifest does not name. Resolves to the reason if that fails: it is saved. */
  async replace(manifest: Manifest): Promise<SpillwayError | undefined> {
    await this.save(manifest);
    this.#kept.clear();
    this.#keep(manifest);
    return this.#sweep().then(
      () => undefined,
      (error) => ioError('remove files from', this.path, error),
    );
  }

  /**
   * Removes the job's files, and the directory if nothing else is in it. Call it once the job's output is durable. Resolves
   * to the reason if the directory may not be removed: it is a mount point, or we may not write to its parent.
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
   * Releases the directory and keeps the saved work; without any, the directory is removed. Fails with `io` if its lock
   * stays; the next job sweeps anything else that stays.
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
      if (runsOfRange(range).length > 0) this.#kept.add(rejectsNameOf(manifest, range));
    }
    const { provisional = null, rejects = [] } = manifest.kept ?? {};
    if (provisional !== null) this.#kept.add(provisional.file);
    for (const { file } of rejects) this.#kept.add(file);
  }

  async #sweep(): Promise<void> {
    const needed = (name: string) => name === LOCK_NAME || this.#kept.has(name);
    const names = await fileSystem.readdir(this.path);
    const removed = names.filter((name) => isOurs(name) && !needed(name));
    // Removing a large file takes time: the system frees its page cache page by page.
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

/** Fails with `state-corrupt` if a run that a manifest names is missing or has another size. */
export async function requireRuns(directory: string, manifest: Manifest): Promise<void> {
  const provisional = manifest.kept?.provisional ?? null;
  const runs = [...savedRuns(manifest), ...(provisional === null ? [] : [provisional])];
  for (const run of runs) await requireRun(directory, run);
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
