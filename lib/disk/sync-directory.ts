import { constants } from 'node:fs';
import { failedWith, fileSystem } from './file-system.js';
import type { OpenFile } from './open-file.js';
import { closeQuietly } from './transfer.js';

/**
 * Makes what happened to a directory's entries durable: files created, renamed, removed. Where directories cannot be
 * synced (Windows cannot open one; some network file systems answer EINVAL; one that may be written to but not listed
 * cannot be opened) there is nothing that could be done instead.
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
