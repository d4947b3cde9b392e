import { fstat, read } from 'node:fs';
import { promisify } from 'node:util';
import type { ReadableFile } from './open-file.js';

const readOf = promisify(read);
const statsOf = promisify(fstat);

/**
 * A file that another thread of this process has opened and keeps open: threads share descriptors, on every system. It is
 * the same file whatever its name leads to by now. Closing it is left to who has opened it.
 */
export function adoptFile(descriptor: number): ReadableFile & { readonly fd: number } {
  return {
    fd: descriptor,
    read: (buffer, offset, length, position) => readOf(descriptor, buffer, offset, length, position),
    stat: (options) => statsOf(descriptor, options),
    close: async () => {},
  };
}
