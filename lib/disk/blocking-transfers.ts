import { readSync, writeSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import * as node from 'node:fs/promises';
import { adoptFile } from './adopted-file.js';
import { type FileSystem, nodeFileSystem } from './file-system.js';
import type { OpenFile, ReadableFile } from './open-file.js';

/**
 * A read that takes longer had to wait for the disk: from the page cache a mebibyte takes 0.1 to 0.3 ms. (Or its thread
 * was interrupted, which looks the same and costs little.)
 */
const SLOW_MS = 0.1;
const SLOW_MS_PER_MEBIBYTE = 0.75;
/** After a slow read, this many reads of the file go to other threads before a blocking one is tried again. */
const READS_AFTER_SLOW = 4;
/** As long as that one is slow, too, there are twice as many, up to this number. */
const MOST_READS_AFTER_SLOW = 32;

/**
 * Node's file system, except that the calling thread itself reads from and writes to the page cache. Such a transfer is a
 * copy; handing it to another thread and waiting to be woken takes as long again. If a file is not in the page cache, its
 * reads go to other threads, so that this one can work while the disk does. Meant for as many threads as there are
 * processors. `open` and `now`, in milliseconds, are for tests.
 */
export function blockingTransfers(
  open: (path: string, flags: number, mode?: number) => Promise<FileHandle> = node.open,
  now: () => number = () => performance.now(),
): FileSystem {
  return {
    ...nodeFileSystem,
    open: async (path, flags, mode) => withBlockingTransfers(await open(path, flags, mode), now),
    adopt: (descriptor) => {
      const file = adoptFile(descriptor);
      return { ...file, ...blockingReads(file, now) };
    },
  };
}

function blockingReads(
  file: Pick<ReadableFile, 'read'> & { readonly fd: number },
  now: () => number,
): Required<Pick<ReadableFile, 'read' | 'readNow'>> {
  let leftToOthers = 0;
  let afterSlow = READS_AFTER_SLOW;
  const readNow = (buffer: Uint8Array, offset: number, length: number, position: number) => {
    if (leftToOthers > 0) {
      leftToOthers--;
      return undefined;
    }
    const started = now();
    const bytesRead = readSync(file.fd, buffer, offset, length, position);
    const slow = SLOW_MS + (SLOW_MS_PER_MEBIBYTE * length) / 2 ** 20;
    if (now() - started <= slow) {
      afterSlow = READS_AFTER_SLOW;
    } else {
      leftToOthers = afterSlow;
      afterSlow = Math.min(2 * afterSlow, MOST_READS_AFTER_SLOW);
    }
    return bytesRead;
  };
  return {
    readNow,
    read: async (buffer, offset, length, position) => {
      // Without a position it may be a pipe, on which a read can wait for ever.
      const bytesRead = position === null ? undefined : readNow(buffer, offset, length, position);
      return bytesRead === undefined ? file.read(buffer, offset, length, position) : { bytesRead };
    },
  };
}

function withBlockingTransfers(file: FileHandle, now: () => number): OpenFile {
  return {
    fd: file.fd,
    ...blockingReads(file, now),
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
