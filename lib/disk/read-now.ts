import { closeSync, constants, openSync, readSync } from 'node:fs';

/** Fills `bytes` from a file's `position`. Returns the number of bytes read: fewer only if the file ends first. */
export function readNow(path: string, bytes: Uint8Array, position: number): number {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    let filled = 0;
    while (filled < bytes.length) {
      const read = readSync(file, bytes, filled, bytes.length - filled, position + filled);
      if (read === 0) break;
      filled += read;
    }
    return filled;
  } finally {
    closeSync(file);
  }
}
