import { fstat, read } from 'node:fs';
import { promisify } from 'node:util';
import type { ReadableFile } from './open-file.js';

const readOf = promisify(read);
const statsOf = promisify(fstat);

/**
 * A file that another thread of this process has opened and keeps open: threads share descriptors on every system. It
 * stays the same file even if its name now leads to another one. Closing it is up to the thread that opened it.
 */
export function adoptFile(descriptor: number): ReadableFile & { readonly fd: number } {
  return {
    fd: descriptor,
    read: (buffer, offset, length, position) => readOf(descriptor, buffer, offset, length, position),
    stat: (options) => statsOf(descriptor, options),
    close: async () => {},
  };
}
