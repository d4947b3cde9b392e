// A work directory itself: how it is made, refused and removed.

import { dirname } from 'node:path';
import { failedWith, fileSystem } from '../disk/file-system.js';
import { syncDirectory } from '../disk/sync-directory.js';
import { isOurs, isWorkDirectory } from '../disk/work-directory-names.js';
import { ioError, SpillwayError } from '../errors.js';

/** Makes it, for its owner alone, if nothing is there; what is there must be one. Durable when it resolves. */
export async function makeWorkDirectory(path: string): Promise<void> {
  try {
    await fileSystem.mkdir(path, 0o700);
    // The umask may have taken more away than others' rights.
    await fileSystem.chmod(path, 0o700);
  } catch (error) {
    if (!failedWith(error, 'EEXIST')) throw ioError('create', path, error);
    await refuseNonDirectory(path);
  }
  // Also where it was there already: whoever made it may have been killed before this.
  await syncDirectory(dirname(path));
}

/** Fails with `bad-option` if what is there is no directory, or not one that a job may work in. */
export async function requireWorkDirectory(path: string): Promise<void> {
  await refuseNonDirectory(path);
  await refuseForeign(path);
}

async function refuseNonDirectory(path: string): Promise<void> {
  const stats = await fileSystem.lstat(path, { bigint: true });
  if (stats.isDirectory()) return;
  const what = stats.isSymbolicLink() ? 'a symbolic link' : 'not a directory';
  throw new SpillwayError('bad-option', `the work directory ${path} is ${what}; name another place`, {
    file: path,
  });
}

/** Fails with `bad-option` if files are in it that no job has made. */
export async function refuseForeign(path: string): Promise<void> {
  const names = await fileSystem.readdir(path);
  if (names.length === 0 || isWorkDirectory(names)) return;
  const foreign = names.find((name) => !isOurs(name));
  throw new SpillwayError(
    'bad-option',
    `${path} is no work directory of spillway's (it holds ${foreign}); name another place`,
    { file: path, found: foreign },
  );
}

/** Another job may have moved in already, and a person may have put files there: then it stays. */
export async function removeEmptyDirectory(path: string): Promise<void> {
  try {
    await fileSystem.rmdir(path);
    await syncDirectory(dirname(path));
  } catch (error) {
    if (!failedWith(error, 'ENOENT', 'ENOTEMPTY', 'EEXIST')) throw error;
  }
}
