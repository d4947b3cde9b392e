import { join, resolve } from 'node:path';
import { fileSystem } from '../disk/file-system.js';
import { LOCK_NAME } from '../disk/work-directory-names.js';
import { ioError } from '../errors.js';
import { isHeldBy, type LockOwner, readOwner } from './lock.js';
import type { Manifest } from './manifest.js';
import { readManifest } from './work-directory.js';

/** What a work directory holds, as plain data. */
export interface WorkDirectoryDescription {
  /** Absolute path. */
  readonly directory: string;
  /** The owner of its lock, and whether that process is still alive; null without a lock. */
  readonly lock: (LockOwner & { readonly alive: boolean }) | null;
  /** Null if nothing is saved. */
  readonly manifest: Manifest | null;
}

/**
 * Describes a work directory without taking its lock or changing anything. Fails with `io` if there is none, and with
 * `state-corrupt` or `newer-format` if its manifest cannot be read.
 */
export async function describeWorkDirectory(path: string): Promise<WorkDirectoryDescription> {
  const directory = resolve(path);
  try {
    await fileSystem.readdir(directory);
    const owner = await readOwner(join(directory, LOCK_NAME));
    return {
      directory,
      lock: owner === undefined ? null : { ...owner, alive: await isHeldBy(owner) },
      manifest: (await readManifest(directory)) ?? null,
    };
  } catch (error) {
    throw ioError('read', directory, error);
  }
}
