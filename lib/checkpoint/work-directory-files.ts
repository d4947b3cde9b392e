// Makes, checks and removes the work directory itself.

import { dirname } from 'node:path';
import { failedWith, fileSystem } from '../disk/file-system.js';
import { syncDirectory } from '../disk/sync-directory.js';
import { isOurs, isWorkDirectory } from '../disk/work-directory-names.js';
import { ioError, SpillwayError } from '../errors.js';

/** Makes a work directory, private to its owner, unless there is one already. It is durable when this resolves. */
export async function makeWorkDirectory(path: string): Promise<void> {
  try {
    await fileSystem.mkdir(path, 0o700);
    // The umask may have removed the owner's own permissions.
    await fileSystem.chmod(path, 0o700);
  } catch (error) {
    if (!failedWith(error, 'EEXIST')) throw ioError('create', path, error);
    await refuseNonDirectory(path);
  }
  // Even if it existed already: the process that made it may have been killed before its own sync.
  await syncDirectory(dirname(path));
}

/** Fails with `bad-option` if `path` is not a directory, or not one that a job may use. */
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

/** Fails with `bad-option` if it has files that no job made, and no manifest. */
export async function refuseForeign(path: string): Promise<void> {
  const names = await fileSystem.readdir(path);
  if (names.length === 0 || isWorkDirectory(names)) return;
  const foreign = names.find((name) => !isOurs(name));
  throw new SpillwayError(
    'bad-option',
    `${path} is not a work directory of spillway (it holds ${foreign}); name another place`,
    { file: path, found: foreign },
  );
}

/** Removes a directory, durably. It stays if it is not empty: another job may already use it. */
export async function removeEmptyDirectory(path: string): Promise<void> {
  try {
    await fileSystem.rmdir(path);
    await syncDirectory(dirname(path));
  } catch (error) {
    if (!failedWith(error, 'ENOENT', 'ENOTEMPTY', 'EEXIST')) throw error;
  }
}
