import { constants } from 'node:fs';
import { ioError, SpillwayError } from '../errors.js';
import { DurableWriter } from './durable-writer.js';
import { failedWith, fileSystem } from './file-system.js';
import type { OpenFile } from './open-file.js';
import { closeQuietly, readAt } from './transfer.js';

/** Replaces a file of state whole and durably: after a kill or a power cut it is the old one or the new one. */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  const writer = await DurableWriter.open(path);
  try {
    await writer.write(bytes);
    await writer.finish();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

/**
 * The bytes of a file of state, or undefined if there is none. Follows no symbolic link and does not wait on a pipe
 * that was planted in the file's place: what is no regular file is `state-corrupt`.
 */
export async function readStateFile(path: string): Promise<Uint8Array | undefined> {
  let file: OpenFile | undefined;
  try {
    file = await fileSystem.open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stats = await file.stat({ bigint: true });
    if (!stats.isFile()) throw notRegular(path);
    return await readAt(file, 0, Number(stats.size));
  } catch (error) {
    if (failedWith(error, 'ENOENT')) return undefined;
    if (failedWith(error, 'ELOOP', 'EMLINK', 'ENXIO')) throw notRegular(path);
    throw ioError('read', path, error);
  } finally {
    await closeQuietly(file);
  }
}

function notRegular(path: string): SpillwayError {
  return new SpillwayError(
    'state-corrupt',
    `${path} is not a regular file: somebody put it there, remove it`,
    {
      file: path,
    },
  );
}

/** Removes a file or symbolic link; one that is gone already is fine. */
export async function removeFile(path: string): Promise<void> {
  try {
    await fileSystem.unlink(path);
  } catch (error) {
    if (!failedWith(error, 'ENOENT')) throw error;
  }
}
