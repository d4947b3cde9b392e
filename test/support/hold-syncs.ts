import { constants } from 'node:fs';
import { nodeFileSystem, replaceFileSystem } from '../../lib/disk/file-system.js';

/** Ends a sync: it is done, or fails with this error. */
type EndSync = (error?: Error) => void;

/**
 * Runs something on a file system in which each sync of a new file waits until it is told how to end; `held` lists them
 * in the order in which they were begun.
 */
export async function withHeldSyncs(
  use: (held: readonly EndSync[]) => Promise<void>,
  earlySyncBytes?: number,
): Promise<void> {
  const held: EndSync[] = [];
  const restore = replaceFileSystem({
    ...nodeFileSystem,
    earlySyncBytes,
    async open(path, flags, mode) {
      const file = await nodeFileSystem.open(path, flags, mode);
      if ((flags & constants.O_CREAT) === 0) return file;
      const sync = file.sync.bind(file);
      return Object.assign(file, {
        sync: () =>
          new Promise<void>((resolve, reject) => {
            held.push((error) => (error === undefined ? sync().then(resolve, reject) : reject(error)));
          }),
      });
    },
  });
  try {
    await use(held);
  } finally {
    restore();
  }
}
