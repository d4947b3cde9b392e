import { nodeFileSystem, replaceFileSystem } from '../../lib/disk/file-system.js';
import type { ReadableFile } from '../../lib/disk/open-file.js';

/** Reads of fewer bytes only look at a file. */
const LEAST_CONTENT = 2 ** 16;

/**
 * Runs something on a file system in which a file changes just before the `at`-th read of its content, whoever reads it.
 * Resolves to the number of these reads.
 */
export async function withChangeAtRead(
  path: string,
  at: number,
  change: () => void,
  use: () => Promise<void>,
): Promise<number> {
  let reads = 0;
  const descriptors = new Set<number>();
  const watched = <File extends ReadableFile>(file: File): File => {
    const read = file.read.bind(file);
    return Object.assign(file, {
      read: ((buffer, offset, length, position) => {
        if (length >= LEAST_CONTENT && ++reads === at) change();
        return read(buffer, offset, length, position);
      }) satisfies ReadableFile['read'],
    });
  };
  const restore = replaceFileSystem({
    ...nodeFileSystem,
    async open(opened, flags, mode) {
      const file = await nodeFileSystem.open(opened, flags, mode);
      if (opened !== path) return file;
      descriptors.add(file.fd!);
      return watched(file);
    },
    adopt(descriptor) {
      const file = nodeFileSystem.adopt!(descriptor);
      return descriptors.has(descriptor) ? watched(file) : file;
    },
  });
  try {
    await use();
  } finally {
    restore();
  }
  return reads;
}
