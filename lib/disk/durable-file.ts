import { constants } from 'node:fs';
import { ioError, SpillwayError } from '../errors.js';
import { DurableWriter } from './durable-writer.js';
import { failedWith, fileSystem } from './file-system.js';
import type { OpenFile } from './open-file.js';
import { closeQuietly, readAt } from './transfer.js';

/** Replaces a state file durably: after a kill or a power cut the old one or the new one is there, never a part. */
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
 * The bytes of a state file, or undefined if there is none. It does not follow a symbolic link or wait on a pipe that was
 * put in the file's place: anything but a regular file is `state-corrupt`.
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
  return new SpillwayError('state-corrupt', `${path} is not a regular file; remove it`, {
    file: path,
  });
}

/** Removes a file or symbolic link, if it is there. */
export async function removeFile(path: string): Promise<void> {
  try {
    await fileSystem.unlink(path);
  } catch (error) {
    if (!failedWith(error, 'ENOENT')) throw error;
  }
}
