import { writeSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { type FileSystem, nodeFileSystem, type OpenFile } from './file-system.js';

/**
 * Node's file system, but for writes, which the calling thread makes itself. A write to the page cache is a copy: to have
 * it made by another thread, and to be woken when it is done, takes as long again. For threads that have nothing else to
 * do meanwhile since there are as many of them as processors.
 */
export const blockingWrites: FileSystem = {
  ...nodeFileSystem,
  open: async (path, flags, mode) =>
    withBlockingWrites((await nodeFileSystem.open(path, flags, mode)) as FileHandle),
};

function withBlockingWrites(file: FileHandle): OpenFile {
  return {
    read: (buffer, offset, length, position) => file.read(buffer, offset, length, position),
    write: async (buffer, offset, length, position) => ({
      bytesWritten: writeSync(file.fd, buffer, offset, length, position),
    }),
    stat: (options) => file.stat(options),
    chmod: (mode) => file.chmod(mode),
    truncate: (length) => file.truncate(length),
    sync: () => file.sync(),
    close: () => file.close(),
  };
}
