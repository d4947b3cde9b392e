import { constants } from 'node:fs';
import { failedWith, fileSystem } from './file-system.js';
import type { OpenFile } from './open-file.js';
import { closeQuietly } from './transfer.js';

/**
 * Makes changes of a directory's entries durable: files created, renamed or removed. Some directories cannot be synced
 * (Windows cannot open one, some network file systems answer EINVAL, and one without permission to list it cannot be
 * opened). Then it does nothing, since there is no other way.
 */
export async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  let directory: OpenFile | undefined;
  try {
    directory = await fileSystem.open(path, constants.O_RDONLY | constants.O_DIRECTORY);
    await directory.sync();
  } catch (error) {
    if (!failedWith(error, 'EINVAL', 'ENOTSUP', 'EACCES')) throw error;
  } finally {
    await closeQuietly(directory);
  }
}
